package dev.lamina.compiler.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.scalar.Scalar.BinaryOp;
import dev.lamina.compiler.scalar.Scalar.Comparison;
import dev.lamina.compiler.scalar.Scalar.UnaryOp;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarEvaluatorTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0.1, 0.8875370839817152",
    "0.5, 0.4795001221869535",
    "1, 0.15729920705028513",
    "1.999, 0.004698443348629488",
    "2, 0.004677734981047265",
    "2.5, 0.0004069520174449589",
    "3, 2.2090496998585438e-05",
    "5, 1.5374597944280351e-12",
    "10, 2.088487583762545e-45",
    "26, 5.663192408856143e-296",
    "-0.3, 1.3286267594591274",
    "-3, 1.9999779095030015",
    "Infinity, 0",
    "-Infinity, 2"
  })
  void erfc(double x, double expected) {
    assertEquals(expected, unary(UnaryOp.ERFC, x), 1e-13 * expected);
  }

  static Stream<Arguments> unaries() {
    return Stream.of(
        Arguments.of(UnaryOp.NEG, 2, -2),
        Arguments.of(UnaryOp.ABS, -2, 2),
        Arguments.of(UnaryOp.SQRT, 9, 3),
        Arguments.of(UnaryOp.EXP, 1, Math.E),
        Arguments.of(UnaryOp.EXPM1, 1e-20, 1e-20),
        Arguments.of(UnaryOp.LOG, Math.E, 1),
        Arguments.of(UnaryOp.LOG1P, 1e-20, 1e-20),
        Arguments.of(UnaryOp.TANH, 0.5, 0.46211715726000974),
        Arguments.of(UnaryOp.SIGMOID, 1, 0.7310585786300049),
        Arguments.of(UnaryOp.SIGMOID, -1000, 0),
        Arguments.of(UnaryOp.ERFC, NAN, NAN));
  }

  @ParameterizedTest
  @MethodSource("unaries")
  void functionsOfOneValue(UnaryOp op, double x, double expected) {
    assertEquals(expected, unary(op, x), Double.isNaN(expected) ? 1 : Math.ulp(expected));
  }

  static Stream<Arguments> binaries() {
    return Stream.of(
        Arguments.of(BinaryOp.ADD, 6, 4, 10),
        Arguments.of(BinaryOp.SUB, 6, 4, 2),
        Arguments.of(BinaryOp.MUL, 6, 4, 24),
        Arguments.of(BinaryOp.DIV, 6, 4, 1.5),
        Arguments.of(BinaryOp.POW, 6, 4, 1296),
        Arguments.of(BinaryOp.MIN, 6, 4, 4),
        Arguments.of(BinaryOp.MIN, NAN, 4, NAN),
        Arguments.of(BinaryOp.MAX, 6, 4, 6),
        Arguments.of(BinaryOp.MAX, 6, NAN, NAN));
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void functionsOfTwoValues(BinaryOp op, double a, double b, double expected) {
    Scalar s = new Scalar.Binary(op, new Scalar.Input(0), new Scalar.Input(1));
    assertEquals(expected, ScalarEvaluator.evaluate(s, p -> NAN, a, b));
  }

  @ParameterizedTest
  @CsvSource({
    "LT, 1, 2, true", "LT, 2, 2, false", "LT, NaN, 2, false",
    "LE, 2, 2, true", "LE, 3, 2, false", "LE, 2, NaN, false",
    "GT, 3, 2, true", "GT, 2, 2, false", "GT, NaN, 2, false",
    "GE, 2, 2, true", "GE, 1, 2, false", "GE, NaN, 2, false",
    "EQ, 2, 2, true", "EQ, 1, 2, false", "EQ, NaN, NaN, false"
  })
  void comparisonsAreFalseOnNan(Comparison comparison, double a, double b, boolean holds) {
    Scalar s =
        new Scalar.Input(0).select(comparison, new Scalar.Input(1), Scalar.of(1), Scalar.of(0));
    assertEquals(holds ? 1 : 0, ScalarEvaluator.evaluate(s, p -> NAN, a, b));
  }

  @Test
  void parametersByName() {
    Scalar s = Scalar.x().times(Scalar.parameter("weight")).plus(Scalar.parameter("bias"));
    assertEquals(23, ScalarEvaluator.evaluate(s, p -> p.equals("weight") ? 2 : 3, 10));
  }

  @Test
  void constantsAreFloats() {
    Scalar s = Scalar.x().select(Comparison.LE, Scalar.of(0.4), Scalar.of(1), Scalar.of(0));
    assertEquals(1, ScalarEvaluator.evaluate(s, p -> NAN, 0.4f));
    assertEquals(0, ScalarEvaluator.evaluate(s, p -> NAN, INF));
  }

  private static double unary(UnaryOp op, double x) {
    return ScalarEvaluator.evaluate(Scalar.x().apply(op), p -> NAN, x);
  }
}
