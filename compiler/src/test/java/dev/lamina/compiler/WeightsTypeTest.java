package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.jar.SafeTensorsWriter;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that are stored with fewer bits. */
class WeightsTypeTest {
  /** Convolutions of all kinds, with batch norm and normalize folded into some. */
  private static final String NETWORK =
      """
      input(3, 16, 16)
        -> normalize(mean=(0.5, 0.4, 0.3), std=(0.2, 0.3, 0.4))
        -> conv(16, 3, pad=1, bias=false) -> batchnorm -> relu
        -> conv(16, 16, 3, groups=16, pad=1) -> conv(32, 1) -> batchnorm -> relu
        -> conv(32, 32, 3, pad=1) -> maxpool(2)
        -> convtranspose(32, 24, 2, stride=2) -> batchnorm -> relu6
        -> flatten -> linear(40) -> relu -> linear(7)
      """;

  private static final long SEED = 3;

  @TempDir private Path directory;

  private static Stream<Arguments> all() {
    return Stream.of(WeightsType.BF16, WeightsType.F16, WeightsType.INT8)
        .flatMap(type -> EnumSet.allOf(Target.class).stream().map(t -> Arguments.of(type, t)));
  }

  private static CompileOptions options(WeightsType type, Target target) {
    return CompileOptions.defaults().weightsType(type).targets(EnumSet.of(target));
  }

  private static float[] run(CompiledNetwork compiled, Target target) {
    Network network = compiled.load(LoadOptions.defaults().variant(target.id()));
    float[] input = new float[network.signature().inputs().get(0).size()];
    Random random = new Random(1);
    for (int i = 0; i < input.length; i++) {
      input[i] = random.nextFloat();
    }
    return network.forward(input);
  }

  private static double largest(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("all")
  void changesOutputsLittle(WeightsType type, Target target) {
    float[] exact =
        run(Lamina.compile(NETWORK, options(WeightsType.F32, target).randomWeights(SEED)), target);
    float[] reduced =
        run(Lamina.compile(NETWORK, options(type, target).randomWeights(SEED)), target);
    double error = largest(exact, reduced) / largest(exact, new float[exact.length]);
    assertTrue(error > 1e-6 && error < type.tolerance(), error + " with " + type);
  }

  /** Where weights need no more bits than they are given, outputs are the same bits. */
  @ParameterizedTest
  @MethodSource("all")
  void keepsWhatFits(WeightsType type, Target target) throws IOException {
    Path file = weights(() -> 0);
    CompileOptions plain = options(WeightsType.F32, target).weights(file);
    assertArrayEquals(
        run(Lamina.compile(NETWORK, plain), target),
        run(Lamina.compile(NETWORK, plain.weightsType(type)), target));
  }

  /** Weights of 7 bits each, the largest of every channel the same; plus something. */
  private Path weights(DoubleSupplier more) throws IOException {
    List<TensorInfo> tensors =
        Elaborations.graph(NETWORK).rawParameters().entrySet().stream()
            .map(e -> new TensorInfo(e.getKey(), DType.F32, sizes(e.getValue())))
            .toList();
    Path file = directory.resolve("weights.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      new SafeTensorsWriter(tensors, Map.of())
          .write(out, (tensor, sink) -> sink.accept(values(tensor, more)));
    }
    return file;
  }

  private static List<Long> sizes(Parameter parameter) {
    return Arrays.stream(parameter.shape().sizes()).mapToObj(Long::valueOf).toList();
  }

  private static ByteBuffer values(TensorInfo tensor, DoubleSupplier more) {
    int count = Math.toIntExact(tensor.elements());
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(tensor.name().hashCode());
    boolean positive = tensor.name().endsWith("running_var");
    long row = count / tensor.shape().get(0);
    for (int i = 0; i < count; i++) {
      int value = i < row || i % row == 0 ? 127 : random.nextInt(255) - 127;
      bytes.putFloat((float) (value / 1024.0 + (positive ? 1 : 0) + more.getAsDouble()));
    }
    return bytes.flip();
  }

  @ParameterizedTest
  @CsvSource({"BF16, 0.51", "F16, 0.51", "INT8, 0.26"})
  void makesJarsSmaller(WeightsType type, double share) throws IOException {
    CompileOptions options = options(WeightsType.F32, Target.SCALAR).randomWeights(SEED);
    String network = "input(400) -> linear(2000) -> relu -> linear(400)";
    Path floats = directory.resolve("floats.jar");
    Path fewer = directory.resolve("fewer.jar");
    Lamina.compile(network, options).writeJar(floats);
    Lamina.compile(network, options.weightsType(type)).writeJar(fewer);
    double part = (double) Files.size(fewer) / Files.size(floats);
    assertTrue(part < share, "the share is " + part);
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 70000, holds 70000.125; which is too large for F16",
    "INT8, NaN, holds NaN; which int8 cannot hold",
    "INT8, Infinity, holds Infinity; which int8 cannot hold",
  })
  void refusesWhatItCannotHold(WeightsType type, double value, String message) throws IOException {
    Path file = weights(() -> value);
    CompiledNetwork network = Lamina.compile(NETWORK, options(type, Target.SCALAR).weights(file));
    WeightsException e = assertThrows(WeightsException.class, network::load);
    assertTrue(e.getMessage().contains(message.replace(';', ',')), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(
      value = WeightsType.class,
      names = {"BF16", "F16"})
  void holdsNaNAsNaN(WeightsType type) throws IOException {
    Path file = weights(() -> Double.NaN);
    float[] outputs =
        run(Lamina.compile(NETWORK, options(type, Target.SCALAR).weights(file)), Target.SCALAR);
    assertTrue(Float.isNaN(outputs[0]));
  }

  /** Where scales belong to the weights, other weights need some, too. */
  @Test
  void takesOtherWeightsWithScalesOnly() throws IOException {
    Path file = weights(() -> 0);
    CompileOptions options = options(WeightsType.INT8, Target.SCALAR).weights(file);
    CompiledNetwork network = Lamina.compile(NETWORK, options);
    WeightsException e = assertThrows(WeightsException.class, () -> network.load(file));
    assertTrue(e.getMessage().contains("missing  1.weight_scale (16)"), e.getMessage());
    Lamina.compile(NETWORK, options.weightsType(WeightsType.BF16)).load(file);
  }

  @Test
  void warnsWhereNothingIsStored() {
    CompiledNetwork network = Lamina.compile(NETWORK, options(WeightsType.INT8, Target.SCALAR));
    assertEquals(
        List.of("weights are to be stored as int8, but none are given"),
        network.warnings().stream().map(Diagnostic::message).toList());
  }

  @Test
  void namesTheTypes() {
    for (WeightsType type : WeightsType.values()) {
      assertEquals(type, WeightsType.parse(type.id()));
    }
    assertEquals(
        "there is no type of weights 'int4'; the types are f32, bf16, f16, int8",
        assertThrows(IllegalArgumentException.class, () -> WeightsType.parse("int4")).getMessage());
  }
}
