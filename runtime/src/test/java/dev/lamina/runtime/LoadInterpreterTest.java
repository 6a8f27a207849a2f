package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Op;
import dev.lamina.runtime.LoadProgram.Pack;
import dev.lamina.runtime.LoadProgram.Term;
import dev.lamina.runtime.LoadProgram.Vector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadInterpreterTest {
  /** Tensors in memory, handed out in chunks of an awkward size. */
  private static final class Memory implements TensorSource {
    private final Map<TensorInfo, float[]> tensors = new LinkedHashMap<>();
    private final int chunk;
    private final List<String> reads = new ArrayList<>();

    Memory(int chunk) {
      this.chunk = chunk;
    }

    void add(String name, float[] values) {
      tensors.put(new TensorInfo(name, DType.F32, List.of((long) values.length)), values);
    }

    Map<String, TensorInfo> byName() {
      Map<String, TensorInfo> map = new HashMap<>();
      tensors.keySet().forEach(tensor -> map.put(tensor.name(), tensor));
      return map;
    }

    @Override
    public String name() {
      return "memory";
    }

    @Override
    public List<TensorInfo> tensors() {
      return List.copyOf(tensors.keySet());
    }

    @Override
    public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
      reads.add(tensor.name());
      float[] values = tensors.get(tensor);
      for (int at = 0; at < values.length; at += chunk) {
        int count = Math.min(chunk, values.length - at);
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = at; i < at + count; i++) {
          bytes.putFloat(values[i]);
        }
        sink.accept(bytes.flip());
      }
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private static float[] values(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  private static float[][] run(LoadProgram program, Memory source) {
    return new LoadInterpreter(program, source, source.byName()).run();
  }

  private static Dim dim(int size, int stride) {
    return new Dim(size, List.of(new Term(1, 0, stride)));
  }

  /** A dimension in blocks: which block, and where in it. */
  private static Dim blocked(int size, int block, int outerStride, int innerStride) {
    return new Dim(size, List.of(new Term(block, 0, outerStride), new Term(1, block, innerStride)));
  }

  private static int offset(Dim dim, int index) {
    return dim.terms().stream()
        .mapToInt(
            term -> {
              int digit = index / term.divisor();
              return (term.modulus() == 0 ? digit : digit % term.modulus()) * term.stride();
            })
        .sum();
  }

  /** The definition of a pack, element by element. */
  private static void reference(Pack pack, double[] source, double[][] registers, float[] target) {
    double[] elements = pack.transform() == null ? source : transform(pack.transform(), source);
    int[] index = new int[pack.dims().size()];
    for (double element : elements) {
      int at = pack.base();
      for (int d = 0; d < index.length; d++) {
        at += offset(pack.dims().get(d), index[d]);
      }
      double factor = 1;
      if (pack.scale() >= 0) {
        double[] scale = registers[pack.scale()];
        factor = scale[scale.length == 1 ? 0 : index[pack.scaleDim()]];
      }
      target[at] = (float) (element * factor);
      for (int d = index.length - 1; d >= 0; d--) {
        if (++index[d] < pack.dims().get(d).size()) {
          break;
        }
        index[d] = 0;
      }
    }
  }

  private static double[] transform(double[][] matrix, double[] source) {
    int columns = matrix[0].length;
    double[] result = new double[source.length / columns * matrix.length];
    for (int i = 0; i < result.length; i++) {
      double[] row = matrix[i % matrix.length];
      for (int c = 0; c < columns; c++) {
        result[i] += row[c] * source[i / matrix.length * columns + c];
      }
    }
    return result;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double[][] winograd() {
    double[][] g = {
      {0.25, 0, 0}, {-1 / 6.0, -1 / 6.0, -1 / 6.0}, {-1 / 6.0, 1 / 6.0, -1 / 6.0}, {0, 0, 1}
    };
    double[][] matrix = new double[16][9];
    for (int r = 0; r < 16; r++) {
      for (int c = 0; c < 9; c++) {
        matrix[r][c] = g[r / 4][c / 3] * g[r % 4][c % 3];
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1000, 1 << 20})
  void packsAsDefined(int chunk) {
    int outputs = 20;
    int channels = 5;
    List<Dim> blocks =
        List.of(
            blocked(outputs, 16, channels * 9 * 16, 1),
            dim(channels, 9 * 16),
            dim(3, 48),
            dim(3, 16));
    List<Dim> transformed =
        List.of(blocked(outputs, 16, channels * 16, 1), dim(channels, 16), dim(16, 32 * channels));
    List<Pack> packs = new ArrayList<>();
    packs.add(new Pack(0, 3, "w", -1, null, blocks, -1, 0));
    for (int scaleDim = 0; scaleDim < 3; scaleDim++) {
      packs.add(new Pack(packs.size(), 0, "w", -1, null, blocks, scaleDim, scaleDim));
    }
    packs.add(new Pack(packs.size(), 0, "w", -1, null, blocks, 3, 0));
    packs.add(new Pack(packs.size(), 0, "w", -1, winograd(), transformed, 0, 0));
    packs.add(new Pack(packs.size(), 0, "w", -1, winograd(), transformed, -1, 0));
    packs.add(
        new Pack(packs.size(), 0, "w", -1, null, List.of(dim(outputs * channels * 9, 1)), -1, 0));
    packs.add(new Pack(packs.size(), 1, null, 0, null, List.of(dim(outputs, 2)), 0, 0));
    check(chunk, packs, outputs, channels);
  }

  private static void check(int chunk, List<Pack> packs, int outputs, int channels) {
    Memory source = new Memory(chunk);
    source.add("w", values(outputs * channels * 9, 1));
    source.add("o", values(outputs, 2));
    source.add("i", values(channels, 3));
    source.add("k", values(3, 4));
    source.add("one", values(1, 5));
    List<Vector> vectors =
        List.of(Vector.raw("o"), Vector.raw("i"), Vector.raw("k"), Vector.raw("one"));
    int size = 4000;
    LoadProgram program =
        new LoadProgram(vectors, packs, packs.stream().map(pack -> size).toList());
    float[][] packed = run(program, source);
    double[][] registers = {
      doubles(values(outputs, 2)),
      doubles(values(channels, 3)),
      doubles(values(3, 4)),
      doubles(values(1, 5))
    };
    for (Pack pack : packs) {
      float[] expected = new float[size];
      double[] raw = pack.raw() == null ? registers[0] : doubles(values(outputs * channels * 9, 1));
      reference(pack, raw, registers, expected);
      assertArrayEquals(expected, packed[pack.target()], "pack " + pack.target());
    }
    assertEquals(List.of("o", "i", "k", "one", "w"), source.reads, "each tensor is read once");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 4096, 1 << 18})
  void packsWideRows(int chunk) {
    Memory source = new Memory(chunk);
    int rows = 37;
    int columns = 5001;
    source.add("w", values(rows * columns, 1));
    List<Dim> dims = List.of(blocked(rows, 16, columns * 16, 1), dim(columns, 16));
    Pack plain = new Pack(0, 0, "w", -1, null, dims, -1, 0);
    Pack scaled = new Pack(1, 0, "w", -1, null, dims, 0, 0);
    double[] constant = doubles(values(rows, 9));
    float[][] packed =
        run(
            new LoadProgram(
                List.of(Vector.constant(constant)),
                List.of(plain, scaled),
                List.of(48 * columns, 48 * columns)),
            source);
    for (Pack pack : List.of(plain, scaled)) {
      float[] expected = new float[48 * columns];
      reference(pack, doubles(values(rows * columns, 1)), new double[][] {constant}, expected);
      assertArrayEquals(expected, packed[pack.target()]);
    }
  }

  private static double[] register(List<Vector> vectors) {
    double[][] registers = Registers.compute(vectors, Map.of("r", new double[] {4, 9, 16, 25}));
    return registers[registers.length - 1];
  }

  @Test
  void computesVectors() {
    Vector raw = Vector.raw("r");
    Vector two = Vector.constant(new double[] {2});
    Vector pair = Vector.constant(new double[] {1, 10});
    assertArrayEquals(
        new double[] {6, 11, 18, 27}, register(List.of(raw, two, Vector.binary(Op.ADD, 0, 1))));
    assertArrayEquals(
        new double[] {-2, -7, -14, -23}, register(List.of(raw, two, Vector.binary(Op.SUB, 1, 0))));
    assertArrayEquals(
        new double[] {16, 81, 256, 625}, register(List.of(raw, two, Vector.binary(Op.MUL, 0, 0))));
    assertArrayEquals(
        new double[] {2, 4.5, 8, 12.5}, register(List.of(raw, two, Vector.binary(Op.DIV, 0, 1))));
    assertArrayEquals(new double[] {2, 3, 4, 5}, register(List.of(raw, Vector.sqrt(0))));
    assertArrayEquals(
        new double[] {4, 90, 16, 250}, register(List.of(raw, pair, Vector.scaled(0, 1, 1))));
    assertArrayEquals(
        new double[] {4, 9, 160, 250}, register(List.of(raw, pair, Vector.scaled(0, 1, 2))));
    assertArrayEquals(new double[] {13, 41}, register(List.of(raw, Vector.rowSums(0, 2))));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Vector raw = Vector.raw("r");
    Vector three = Vector.constant(new double[] {1, 2, 3});
    for (Vector bad :
        List.of(Vector.binary(Op.ADD, 0, 1), Vector.scaled(0, 1, 1), Vector.rowSums(0, 3))) {
      assertThrows(IllegalStateException.class, () -> register(List.of(raw, three, bad)));
    }
    Memory source = new Memory(10);
    source.add("w", values(6, 1));
    for (Pack bad :
        List.of(
            new Pack(0, 0, "w", -1, null, List.of(dim(5, 1)), -1, 0),
            new Pack(0, 5, "w", -1, null, List.of(dim(6, 1)), -1, 0),
            new Pack(0, 0, "w", -1, null, List.of(dim(6, -1)), -1, 0),
            new Pack(0, 0, "none", -1, null, List.of(dim(6, 1)), -1, 0),
            new Pack(0, 0, "w", -1, new double[3][4], List.of(dim(6, 1)), -1, 0))) {
      LoadProgram program = new LoadProgram(List.of(), List.of(bad), List.of(10));
      assertTrue(
          assertThrows(IllegalStateException.class, () -> run(program, source))
                  .getMessage()
                  .length()
              > 10);
    }
  }

  /** Half a region of G1's heap, which has at least 1 MB, and at most 32. */
  @Test
  void anOnlyArrayOfMoreThanAFirstLevelCacheFillsHalfARegion() {
    LoadProgram alone = new LoadProgram(List.of(), List.of(), List.of(8193));
    int floats = run(alone, new Memory(1))[0].length;

    assertEquals(1, Integer.bitCount(floats));
    assertTrue(floats >= 1 << 17 && floats <= 1 << 22, () -> floats + " floats");
    assertTrue(floats == 1 << 22 || floats * 4L * 4096 >= Runtime.getRuntime().maxMemory());
  }

  @Test
  void otherArraysHaveTheirSizes() {
    LoadProgram small = new LoadProgram(List.of(), List.of(), List.of(8192));
    LoadProgram several = new LoadProgram(List.of(), List.of(), List.of(8193, 5));
    LoadProgram large = new LoadProgram(List.of(), List.of(), List.of(5_000_000));

    assertEquals(8192, run(small, new Memory(1))[0].length);
    assertEquals(8193, run(several, new Memory(1))[0].length);
    assertEquals(5, run(several, new Memory(1))[1].length);
    assertEquals(5_000_000, run(large, new Memory(1))[0].length);
  }
}
