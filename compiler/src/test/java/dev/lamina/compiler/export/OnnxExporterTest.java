package dev.lamina.compiler.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.jar.SafeTensorsWriter;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.WeightsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written; that other tools compute the same from it is tested with the benchmarks. */
class OnnxExporterTest {
  private static OnnxModel export(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Lamina.compile(text, CompileOptions.defaults().randomWeights(1)).writeOnnx(out);
    return new OnnxModel(out.toByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          input(8, 9, 9)  | conv(4, 3, pad=1) -> relu            | Conv Relu
          input(8, 9, 9)  | conv(4, 3, pad=1, padding_mode=wrap) | Pad Conv
          input(8, 9, 9)  | convtranspose(4, 2, stride=2)        | ConvTranspose
          input(8)        | linear(4)                            | Gemm
          input(3, 8)     | linear(4)                            | Transpose MatMul Add
          input(8, 9, 9)  | maxpool(3, 2)                        | MaxPool
          input(8, 9, 9)  | maxpool(2, 4, dilation=2, ceil_mode=true) | Pad MaxPool
          input(8, 9, 9)  | avgpool(2, 2, ceil_mode=true)        | AveragePool
          input(8, 9, 9)  | avgpool(3, 3, 1, ceil_mode=true)     | Pad AveragePool
          input(8, 9, 9)  | avgpool(3, divisor_override=2)       | AveragePool Mul
          input(8, 9, 9)  | adaptiveavgpool(3)                   | AveragePool
          input(8, 9, 9)  | adaptivemaxpool(9)                   | Identity
          input(8, 9)     | adaptivemaxpool1d(2)                 | Slice ReduceMax Slice ReduceMax Concat
          input(8, 9, 9)  | globalavgpool                        | ReduceMean
          input(8, 9, 9)  | batchnorm                            | BatchNormalization
          input(8, 9, 9)  | groupnorm(2)                         | Reshape InstanceNormalization Reshape Mul Add
          input(8, 9)     | layernorm(9)                         | LayerNormalization
          input(8, 9, 9)  | lrn(5)                               | LRN
          input(8, 9, 9)  | dropout -> identity                  |
          input(8, 9, 9)  | flatten                              | Reshape
          input(8, 9, 9)  | pixelshuffle(2)                      | DepthToSpace
          input(9, 9, 8, layout=nhwc)             | relu | Transpose Relu
          input(8, 9, 9, type=uint8)              | relu | Cast Relu
          input(9, 9, 8, layout=nhwc, type=uint8) | relu | Cast Transpose Relu
          input(8, 9, 9)  | channelshuffle(2)                    | Reshape Transpose Reshape
          input(8, 9, 9)  | upsample(2)                          | Resize Resize
          input(8, 9, 9)  | upsample(1.3)                        | Gather Gather
          input(8, 9, 9)  | upsample(2, mode=bilinear)           | Resize
          input(8, 9, 9)  | zeropad(-1, 2, 0, 0)                 | Pad Slice
          input(8, 9, 9)  | relu6                                | Clip
          input(8, 9, 9)  | threshold(1, 2)                      | LessOrEqual Where
          input(8, 9, 9)  | prelu(8)                             | PRelu
          input(8, 9, 9)  | softmin                              | Neg Softmax
          input(8, 9, 9)  | glu(1)                               | Split Sigmoid Mul
          input(8, 9, 9)  | (relu + identity + tanh)             | Relu Tanh Add Add
          input(8, 9, 9)  | [relu, identity]                     | Relu Concat
          """)
  void operators(String input, String layers, String operators) throws IOException {
    String text = layers.replace("wrap", "circular");
    String all = (operators == null ? "" : operators + " ") + "Identity";
    assertEquals(all, String.join(" ", export(input + " -> " + text).operators()));
  }

  @Test
  void namesAreTheNetworks() throws IOException {
    OnnxModel model =
        export(
            "left = input(4) right = input(4) both = (left + right)"
                + " output sum = both output scores = both -> fc: linear(2)");
    assertEquals(List.of("left", "right"), model.inputs());
    assertEquals(List.of("sum", "scores"), model.outputs());
    assertEquals(List.of(2L, 4L), model.shape("fc.weight"));
    assertEquals(List.of(), model.flaws());
  }

  @Test
  void weightsAreThoseOfTheFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("w.safetensors");
    List<TensorInfo> tensors =
        List.of(
            new TensorInfo("0.weight", DType.F32, List.of(1L, 2L)),
            new TensorInfo("0.bias", DType.F64, List.of(1L)));
    try (OutputStream out = Files.newOutputStream(file)) {
      new SafeTensorsWriter(tensors, Map.of())
          .write(out, (tensor, sink) -> sink.accept(content(tensor)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Lamina.compile("input(2) -> linear", CompileOptions.defaults().weights(file)).writeOnnx(out);
    Map<String, List<Float>> floats = new OnnxModel(out.toByteArray()).floats();
    assertEquals(List.of(1.5f, -2f), floats.get("0.weight"));
    assertEquals(List.of(0.25f), floats.get("0.bias"));
  }

  private static ByteBuffer content(TensorInfo tensor) {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    return tensor.dtype() == DType.F32
        ? buffer.putFloat(1.5f).putFloat(-2f).flip()
        : buffer.putDouble(0.25).flip();
  }

  static List<Path> cases() throws IOException, URISyntaxException {
    Path directory = Path.of(OnnxExporterTest.class.getResource("/conformance").toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".nn")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLayerIsExpressed(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Lamina.compile(file, CompileOptions.defaults().randomWeights(1)).writeOnnx(out);
    OnnxModel model = new OnnxModel(out.toByteArray());
    assertEquals(List.of(), model.flaws());
    assertTrue(model.floats().values().stream().flatMap(List::stream).allMatch(Float::isFinite));
  }

  @Test
  void withoutWeightsItIsRefused() {
    WeightsException refused =
        assertThrows(
            WeightsException.class,
            () ->
                Lamina.compile("input(2) -> linear(3)").writeOnnx(OutputStream.nullOutputStream()));
    assertEquals(
        "an ONNX model holds its weights, but model.nn was compiled without any",
        refused.getMessage());
  }

  @Test
  void anOptimisedGraphIsRefused() {
    Graph elaborated = Elaborations.graph("input(2, 5) -> tanh -> relu");
    Graph graph = Passes.apply(elaborated, PassOptions.defaults());
    assertThrows(
        IllegalArgumentException.class,
        () -> OnnxExporter.export(graph, null, Map.of(), OutputStream.nullOutputStream()));
  }
}
