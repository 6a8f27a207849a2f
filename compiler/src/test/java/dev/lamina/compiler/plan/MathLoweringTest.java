package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.LayerSource;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Interpreter;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelBuilder;
import dev.lamina.compiler.scalar.Scalar;
import dev.lamina.compiler.scalar.Scalar.BinaryOp;
import dev.lamina.compiler.scalar.Scalar.UnaryOp;
import dev.lamina.compiler.scalar.ScalarEvaluator;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated code of functions, in the interpreter, against double precision. */
class MathLoweringTest {
  private static final int LANES = 16;

  /** Arguments for each exponent of either sign, subnormal numbers and NaN included. */
  private static final int PER_EXPONENT = 6;

  /** More arguments for each of the magnitudes at which functions bend. */
  private static final int PER_MAGNITUDE = 1024;

  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.NaN,
    Float.intBitsToFloat(0xffc00000),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88.72283f,
    88.72284f,
    -87.33655f,
    -103.97208f,
    -103.97209f,
    0.99999994f,
    1.0000001f,
    -0.99999994f
  };

  private static final float[] ARGUMENTS = arguments();

  @ParameterizedTest
  @CsvSource({
    "NEG, 0",
    "ABS, 0",
    "SQRT, 0.5",
    "EXP, 1",
    "EXPM1, 1.5",
    "LOG, 1",
    "LOG1P, 1.5",
    "TANH, 1.5",
    "SIGMOID, 1.8",
    "ERFC, 2"
  })
  void functionsOfOneValueAreAccurate(UnaryOp op, double ulps) {
    Scalar function = Scalar.x().apply(op);
    assertAccurate(function, ulps, x -> ScalarEvaluator.evaluate(function, p -> Double.NaN, x));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1, 2, 3, 4, 5, -3, 0.7f, -0.7f, 1 / 3f, 1.5f, 12.25f, -100.25f})
  void powersAreAccurate(float exponent) {
    assertAccurate(power(exponent), 2, x -> Math.pow(x, exponent));
  }

  /** Made of square roots, so negative infinity gives NaN as for other negative numbers. */
  @ParameterizedTest
  @ValueSource(floats = {0.5f, 0.75f})
  void rootsAreAccurate(float exponent) {
    assertAccurate(power(exponent), 2.1, x -> x < 0 ? Double.NaN : Math.pow(x, exponent));
  }

  @ParameterizedTest
  @EnumSource(UnaryOp.class)
  void anyNumberOfLanesGivesTheSameBits(UnaryOp op) {
    Scalar function = Scalar.x().apply(op);
    float[] expected = run(function, LANES, true);
    assertArrayEquals(expected, run(function, 1, true));
    assertArrayEquals(expected, run(function, 4, true));
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -0f, 1f, -2.5f})
  void limitsKeepNanAndTheSignOfZero(float limit) {
    Scalar max = Scalar.x().max(Scalar.of(limit));
    Scalar min = Scalar.x().min(Scalar.of(limit));
    for (int lanes : new int[] {1, LANES}) {
      float[] larger = run(max, lanes, true);
      float[] smaller = run(min, lanes, true);
      for (int i = 0; i < ARGUMENTS.length; i++) {
        assertEquals(Math.max(ARGUMENTS[i], limit), larger[i]);
        assertEquals(Math.min(ARGUMENTS[i], limit), smaller[i]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relu",
        "relu6",
        "elu",
        "elu(0.5)",
        "selu",
        "celu(0.5)",
        "gelu",
        "gelu(approximate=tanh)",
        "silu",
        "mish",
        "sigmoid",
        "logsigmoid",
        "tanh",
        "softplus",
        "softplus(2, 3)",
        "softsign",
        "hardtanh(-2, 0.5)",
        "hardsigmoid",
        "hardswish",
        "hardshrink",
        "softshrink(0.4)",
        "tanhshrink",
        "leakyrelu(0.2)",
        "rrelu",
        "threshold(0.1, 20)"
      })
  void activationsComputeWhatTheyMean(String text) {
    Scalar function =
        ((Elementwise) LayerSource.layer(text, Shape.of(ARGUMENTS.length))).function();
    for (boolean fma : new boolean[] {true, false}) {
      float[] result = run(function, LANES, fma);
      for (int i = 0; i < ARGUMENTS.length; i++) {
        float x = ARGUMENTS[i];
        float expected = (float) ScalarEvaluator.evaluate(function, p -> Double.NaN, x);
        float tolerance = Float.isFinite(x) ? tolerance(text, x, expected) : 0;
        boolean same = Float.compare(expected, result[i]) == 0;
        boolean close = same || Math.abs(expected - result[i]) <= tolerance;
        assertTrue(close, () -> text + " of " + x + " is " + expected);
      }
    }
  }

  /**
   * A difference of larger values loses what it loses in PyTorch; the tails of gelu fall so steeply
   * that the rounding of their argument counts.
   */
  private static float tolerance(String text, float x, float expected) {
    float relative = text.startsWith("gelu") ? 2e-5f : 1e-6f;
    float cancelled = text.equals("tanhshrink") ? 1e-7f * Math.min(1, Math.abs(x)) : 1e-30f;
    return relative * Math.abs(expected) + cancelled;
  }

  private static Scalar power(float exponent) {
    return new Scalar.Binary(BinaryOp.POW, Scalar.x(), Scalar.of(exponent));
  }

  private static void assertAccurate(Scalar function, double ulps, DoubleUnaryOperator exact) {
    for (boolean fma : new boolean[] {true, false}) {
      float[] result = run(function, LANES, fma);
      for (int i = 0; i < ARGUMENTS.length; i++) {
        float x = ARGUMENTS[i];
        float got = result[i];
        double value = exact.applyAsDouble(x);
        double error = error(got, value);
        assertTrue(
            error <= ulps,
            () -> function + " of " + x + " is " + value + ", but " + got + ": " + error + " ulp");
      }
    }
  }

  /** The distance in units of the last place of the exact value's float. */
  private static double error(float got, double exact) {
    float nearest = (float) exact;
    if (Float.compare(got, nearest) == 0) {
      return Float.isFinite(got) ? Math.abs(got - exact) / Math.ulp(nearest) : 0;
    }
    if (!Float.isFinite(got) || !Float.isFinite(nearest)) {
      boolean atOverflow = Math.abs(Math.abs(exact) / Float.MAX_VALUE - 1) < 1e-6;
      return atOverflow ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(got - exact) / Math.ulp(nearest);
  }

  private static float[] run(Scalar function, int lanes, boolean fma) {
    KernelBuilder k = new KernelBuilder("function");
    Array in = k.floats("in");
    Array out = k.floats("out");
    k.loop(
        "i",
        k.from(),
        k.to(),
        lanes,
        i -> {
          Expr x = k.let("x", Exprs.load(in, i, lanes));
          k.store(out, i, ScalarLowering.lower(function, k::let, leaf -> x, lanes));
        });
    Kernel kernel = k.build();
    float[] result = new float[ARGUMENTS.length];
    Interpreter.run(kernel, fma, ARGUMENTS, 0, result, 0, 0, result.length);
    return result;
  }

  private static float[] arguments() {
    SplittableRandom random = new SplittableRandom(7);
    double[] magnitudes = {0.1, 1, 10, 100};
    int count = 512 * PER_EXPONENT + magnitudes.length * PER_MAGNITUDE + SPECIAL.length;
    float[] all = new float[(count + LANES - 1) / LANES * LANES];
    int n = 0;
    for (float x : SPECIAL) {
      all[n++] = x;
    }
    for (int exponent = 0; exponent < 512; exponent++) {
      for (int i = 0; i < PER_EXPONENT; i++) {
        all[n++] = Float.intBitsToFloat(exponent << 23 | random.nextInt(1 << 23));
      }
    }
    for (double magnitude : magnitudes) {
      for (int i = 0; i < PER_MAGNITUDE; i++) {
        all[n++] = (float) random.nextDouble(-magnitude, magnitude);
      }
    }
    return all;
  }
}
