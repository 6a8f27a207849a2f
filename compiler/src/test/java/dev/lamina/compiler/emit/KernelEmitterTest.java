package dev.lamina.compiler.emit;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.select;
import static dev.lamina.compiler.loop.Exprs.shuffle;
import static dev.lamina.compiler.loop.Exprs.splat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Examples;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Interpreter;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelBuilder;
import dev.lamina.compiler.loop.KernelPrinter;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Stmt;
import dev.lamina.compiler.loop.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelEmitterTest {
  private static final float[] ODD = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -2.5f,
    3e38f,
    -3e38f,
    1.4E-45f,
    -1e-40f,
    2.14748365E+9f,
    -2.1474839E+9f,
    Float.NaN,
    Float.intBitsToFloat(0xffc00001),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
  };

  /** Every operation on floats a, b and c; results that are integers are shown by their bits. */
  private static Map<String, Expr> operations(Expr a, Expr b, Expr c) {
    Map<String, Expr> all = new LinkedHashMap<>();
    int lanes = a.type().lanes();
    for (Expr.BinaryOp op :
        List.of(
            Expr.BinaryOp.ADD,
            Expr.BinaryOp.SUB,
            Expr.BinaryOp.MUL,
            Expr.BinaryOp.DIV,
            Expr.BinaryOp.MIN,
            Expr.BinaryOp.MAX)) {
      all.put("float " + op, new Expr.Binary(op, a, b));
    }
    for (Expr.BinaryOp op : Expr.BinaryOp.values()) {
      if (op != Expr.BinaryOp.DIV && op != Expr.BinaryOp.REM) {
        all.put("int " + op, new Expr.Binary(op, a.bits(), b.bits()).fromBits());
      } else if (lanes == 1) {
        all.put("int " + op, new Expr.Binary(op, a.bits(), b.bits().or(1)).fromBits());
      }
    }
    for (Expr.Comparison comparison : Expr.Comparison.values()) {
      all.put("float " + comparison, select(comparison, a, b, c, a));
      all.put("int " + comparison, select(comparison, a.bits(), b.bits(), c, a));
      all.put("to int " + comparison, select(comparison, a, b, c.bits(), a.bits()).fromBits());
    }
    all.put("float NEG", a.negate());
    all.put("int NEG", a.bits().negate().fromBits());
    all.put("float ABS", a.abs());
    all.put("int ABS", a.bits().abs().fromBits());
    all.put("SQRT", a.sqrt());
    all.put("TO_INT", a.toInt().fromBits());
    all.put("TO_FLOAT", a.bits().toFloat());
    all.put("shl", a.bits().shl(3).fromBits());
    all.put("shr", a.bits().shr(23).plus(127).fromBits());
    all.put("fma", fma(a, b, c));
    all.put("constants", a.plus(constant(-0f, lanes)).times(constant(1.1f, lanes)));
    all.put("lane", splat(fma(a, b, c).lane(lanes - 1), lanes));
    if (lanes == 1) {
      all.put("BIT_COUNT", a.bits().bitCount().toFloat());
    }
    all.put("int lane", splat(a.bits().lane(0), lanes).fromBits());
    List<Integer> reversed = IntStream.range(0, lanes).map(i -> lanes - 1 - i).boxed().toList();
    List<Integer> odd = IntStream.range(0, lanes).map(i -> 2 * i + 1).boxed().toList();
    all.put("reversed", shuffle(a, b, reversed));
    all.put("odd", shuffle(a, b, odd));
    all.put("int odd", shuffle(a.bits(), b.bits(), odd).fromBits());
    return all;
  }

  @TestFactory
  Stream<DynamicTest> everyOperationAsInterpreted() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int lanes : new int[] {1, 4, 8, 16}) {
      Type type = Type.floats(lanes);
      operations(new Local("a", type), new Local("b", type), new Local("c", type))
          .keySet()
          .forEach(
              name ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          name + " x" + lanes, () -> checkOperation(name, lanes))));
    }
    return tests.stream();
  }

  private static void checkOperation(String name, int lanes) {
    KernelBuilder k = new KernelBuilder("operation");
    Array x = k.floats("x");
    Array y = k.floats("y");
    Array z = k.floats("z");
    Array out = k.floats("out");
    k.loop(
        "i",
        k.from(),
        k.to(),
        lanes,
        i -> {
          Expr a = k.let("a", load(x, i, lanes));
          Expr b = k.let("b", load(y, i, lanes));
          Expr c = k.let("c", load(z, i, lanes));
          k.store(out, i, operations(a, b, c).get(name));
        });
    float[][] in = oddTriples();
    int count = in[0].length - 1;
    for (boolean fused : new boolean[] {true, false}) {
      Object[] arguments = {in[0], 1, in[1], 1, in[2], 1, new float[count], 0, 0, count};
      assertSame(k.build(), fused, arguments, 6);
    }
  }

  /** Triples of odd values: each with each, and a third that varies; one element before them. */
  private static float[][] oddTriples() {
    int n = ODD.length;
    float[][] triples = new float[3][n * n + 1];
    for (int i = 0; i < n * n; i++) {
      triples[0][i + 1] = ODD[i / n];
      triples[1][i + 1] = ODD[i % n];
      triples[2][i + 1] = ODD[(i / n * 7 + i % n * 3 + 5) % n];
    }
    return triples;
  }

  /** Runs both ways; the float array at {@code out} must hold the same bits, but for NaN. */
  private static void assertSame(Kernel kernel, boolean fused, Object[] arguments, int out) {
    Object[] interpreted = arguments.clone();
    interpreted[out] = ((float[]) arguments[out]).clone();
    Interpreter.run(kernel, fused, interpreted);
    KernelRunner runner = KernelRunner.emit(kernel, fused);
    Object[] emitted = arguments.clone();
    emitted[out] = ((float[]) arguments[out]).clone();
    runner.run(emitted);
    assertArrayEquals(
        bits((float[]) interpreted[out]),
        bits((float[]) emitted[out]),
        () -> KernelPrinter.print(kernel));
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
    return bits;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void product(int lanes) {
    float[] x = random(7, 1);
    float[] w = random(3 * 7 * lanes + 2, 2);
    Kernel kernel = Examples.product(7, lanes);
    assertSame(kernel, true, new Object[] {x, 0, w, 2, new float[3 * lanes + 1], 1, 0, 3}, 4);
    assertSame(kernel, false, new Object[] {x, 0, w, 0, new float[3 * lanes + 1], 1, 1, 2}, 4);
  }

  @Test
  void rowsFromTheirBase() {
    float[][] rows = {null, {1, 2, 3}, {4, 5, 6}};
    Object[] arguments = {rows, 1, new int[] {1, -1, 0}, new float[10], 1, 0, 3};
    assertSame(Examples.gather(3), true, arguments, 3);
  }

  /** Between arrays and rows, each from its own base, in a micro-kernel as well. */
  @Test
  void copiesFromTheirBase() {
    Array in = new Array("in", Array.Kind.FLOATS);
    Array rows = new Array("rows", Array.Kind.ROWS);
    Array row = new Array("row", Array.Kind.ROW);
    Array out = new Array("out", Array.Kind.FLOATS);
    Local from = new Local("from", Type.INDEX);
    Local to = new Local("to", Type.INDEX);
    Stmt there = new Stmt.Copy(in, from, row, index(1), to);
    Stmt back = new Stmt.Copy(row, index(0), out, from, to.plus(1));
    List<Stmt> body =
        List.of(new Stmt.Row(row, rows, index(1)), there, new Stmt.Micro("back", List.of(back)));
    Kernel kernel = new Kernel("copies", List.of(in, rows, out), List.of(from, to), body);
    float[][] space = {null, null, {9, 9, 9, 9}};
    Object[] arguments = {new float[] {1, 2, 3, 4, 5}, 1, space, 1, new float[8], 1, 1, 3};
    assertSame(kernel, true, arguments, 4);
    float[] copied = new float[8];
    arguments[4] = copied;
    KernelRunner.emit(kernel, true).run(arguments);
    assertArrayEquals(new float[] {0, 0, 9, 3, 4, 5, 0, 0}, copied);
    assertTrue(KernelPrinter.print(kernel).contains("copy to from in[from] to row[1]"));
  }

  /** A cut leaves the inner of two loops, which only an emitted kernel may do. */
  @Test
  void cutsLeaveTheInnermostLoop() {
    KernelBuilder k = new KernelBuilder("cuts");
    Array out = k.floats("out");
    k.loop(
        "i",
        k.from(),
        k.to(),
        i ->
            k.loop(
                "j",
                4,
                j -> {
                  k.cut(j, i);
                  k.store(out, i.times(4).plus(j), constant(1f));
                }));
    Kernel kernel = k.build();
    assertSame(kernel, true, new Object[] {new float[40], 0, 4, 10}, 0);
    float[] taken = new float[8];
    KernelRunner.emit(kernel, true).run(new Object[] {taken, 0, 1, 2});
    assertArrayEquals(new float[] {0, 0, 0, 0, 1, 0, 0, 0}, taken);
    Object[] arguments = {new float[8], 0, 1, 2};
    assertThrows(IllegalStateException.class, () -> Interpreter.run(kernel, true, arguments));
  }

  @Test
  void boundsAreComputedOnce() {
    KernelBuilder k = new KernelBuilder("bounds");
    Array out = k.floats("out");
    Local end = k.variable("end", k.from().plus(3));
    k.loop(
        "i",
        k.from(),
        end,
        2,
        i -> {
          k.set(end, end.plus(100));
          k.store(out, i, end.toFloat());
        });
    k.loop("j", index(4), end.min(6), 40_000, j -> k.store(out, j, constant(7f)));
    k.ifThen(
        Expr.Comparison.LT,
        end,
        index(5),
        () -> k.store(out, index(5), constant(1f)),
        () -> k.store(out, index(5), constant(2f)));
    assertSame(k.build(), true, new Object[] {new float[6], 0, 0, 1}, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void randomKernels(int lanes) {
    for (int seed = 0; seed < 60; seed++) {
      Kernel kernel = new RandomKernel(seed, lanes).make();
      float[] in = random(64 + lanes, seed);
      Object[] arguments = {in, 3, new int[] {3, 1, 2, 0}, new float[256 + lanes], 1, 0, 4};
      assertSame(kernel, seed % 2 == 0, arguments, 3);
    }
  }

  @Test
  void namesTheKernelThatIsTooLarge() {
    KernelBuilder k = new KernelBuilder("endless");
    Array out = k.floats("out");
    for (int i = 0; i < 2000; i++) {
      k.store(out, index(i), constant(i + 0.5f));
    }
    Kernel kernel = k.build();
    String message =
        assertThrows(EmitException.class, () -> KernelRunner.emit(kernel, true)).getMessage();
    assertTrue(
        message.startsWith(
            "kernel endless: method kernel_endless of test.Kernels has 19617 bytes of code;"
                + " the JVM compiles none of more than 8000\nkernel endless("),
        message.substring(0, 150));
  }

  @Test
  void equalKernelsAreOneMethod() {
    ClassBuilder builder = new ClassBuilder(0, "test.Kernels", Names.OBJECT, "test.nn");
    Shuffles shuffles = new Shuffles(builder);
    KernelMethods methods = new KernelMethods(true, false);
    assertEquals(
        methods.of(commented("one"), builder, shuffles),
        methods.of(commented("other"), builder, shuffles));
    assertEquals("kernel_product", methods.of(Examples.product(3, 4), builder, shuffles).name());
    assertEquals("kernel_product_2", methods.of(Examples.product(3, 8), builder, shuffles).name());
  }

  private static Kernel commented(String text) {
    KernelBuilder k = new KernelBuilder(text);
    Array out = k.floats("out");
    k.loop(
        "i",
        k.from(),
        k.to(),
        i -> {
          k.comment(text);
          k.store(out, i, constant(1f));
        });
    return k.build();
  }

  private static float[] random(int count, int seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
