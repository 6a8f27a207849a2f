package dev.lamina.compiler.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.scalar.Scalar.BinaryOp;
import dev.lamina.compiler.scalar.Scalar.Comparison;
import dev.lamina.compiler.scalar.Scalar.UnaryOp;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarPrinterTest {
  private static final Scalar X = Scalar.x();
  private static final Scalar Y = new Scalar.Input(1);
  private static final Scalar TWO = Scalar.of(2);

  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of(X.max(Scalar.of(0)), "max(x, 0)"),
        Arguments.of(X.plus(Y).minus(TWO), "x + x1 - 2"),
        Arguments.of(X.minus(Y.minus(TWO)), "x - (x1 - 2)"),
        Arguments.of(X.plus(Y).times(TWO), "(x + x1) * 2"),
        Arguments.of(X.over(Y.over(TWO)), "x / (x1 / 2)"),
        Arguments.of(X.times(Y).over(TWO), "x * x1 / 2"),
        Arguments.of(X.times(Scalar.of(-0.5)), "x * -0.5"),
        Arguments.of(X.plus(Y).apply(UnaryOp.NEG), "-(x + x1)"),
        Arguments.of(X.apply(UnaryOp.NEG).apply(UnaryOp.EXP), "exp(-x)"),
        Arguments.of(new Scalar.Binary(BinaryOp.POW, X, Scalar.of(0.75)), "pow(x, 0.75)"),
        Arguments.of(Scalar.of(1e30), "1.0E30"),
        Arguments.of(
            X.select(Comparison.GT, Scalar.of(0), X, Scalar.parameter("weight").times(X)),
            "x > 0 ? x : weight * x"),
        Arguments.of(
            X.select(Comparison.LE, Y, X.select(Comparison.LT, Y, X, TWO), Y).plus(TWO),
            "(x <= x1 ? (x < x1 ? x : 2) : x1) + 2"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void prints(Scalar s, String line) {
    assertEquals(line, ScalarPrinter.print(s));
  }
}
