package dev.lamina.compiler.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.compiler.layer.Arithmetic.Operator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticTest {
  private static final Tensor MATRIX = tensor(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

  @ParameterizedTest
  @CsvSource({"ADD, 8, 16", "SUB, 4, -8", "MUL, 12, 48", "DIV, 3, 0.33333334"})
  void takesOperandsFromTheLeft(Operator op, float first, float second) {
    Tensor a = tensor(Shape.of(2), 6, 4);
    Tensor b = tensor(Shape.of(2), 2, 12);
    assertArrayEquals(
        new float[] {first, second}, new Arithmetic(op).evaluate(List.of(a, b), Map.of()).data());
  }

  @Test
  void foldsMoreThanTwo() {
    Tensor a = tensor(Shape.of(1), 10);
    Tensor b = tensor(Shape.of(1), 3);
    Tensor c = tensor(Shape.of(1), 2);
    assertEquals(5, new Arithmetic(Operator.SUB).evaluate(List.of(a, b, c), Map.of()).data()[0]);
  }

  @Test
  void repeatsSizesOfOne() {
    Tensor column = tensor(Shape.of(2, 1), 10, 20);
    Tensor row = tensor(Shape.of(1, 3), 1, 2, 3);
    Arithmetic add = new Arithmetic(Operator.ADD);
    assertArrayEquals(
        new float[] {11, 12, 13, 24, 25, 26},
        add.evaluate(List.of(MATRIX, column), Map.of()).data());
    Tensor outer = add.evaluate(List.of(column, row), Map.of());
    assertEquals(Shape.of(2, 3), outer.shape());
    assertArrayEquals(new float[] {11, 12, 13, 21, 22, 23}, outer.data());
  }

  @Test
  void refusesOtherSizes() {
    Arithmetic add = new Arithmetic(Operator.ADD);
    ShapeException sizes =
        assertThrows(
            ShapeException.class, () -> add.shape(List.of(Shape.of(2, 3), Shape.of(2, 4))));
    assertEquals(
        "the operands of `+` need the same size, or 1, in every dimension,"
            + " but (2, 3) and (2, 4) arrive",
        sizes.getMessage());
    ShapeException ranks =
        assertThrows(ShapeException.class, () -> add.shape(List.of(Shape.of(3), Shape.of(1, 3))));
    assertEquals(
        "the operands of `+` need the same number of dimensions, but (3) and (1, 3) arrive",
        ranks.getMessage());
  }

  @Test
  void concatenatesAlongTheChannels() {
    Tensor more = tensor(Shape.of(1, 3), 7, 8, 9);
    Tensor joined = new Concat().evaluate(List.of(MATRIX, more), Map.of());
    assertEquals(Shape.of(3, 3), joined.shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, joined.data());
  }

  @Test
  void refusesToConcatenateOtherSizes() {
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> new Concat().shape(List.of(Shape.of(2, 3), Shape.of(2, 4))));
    assertEquals(
        "the operands of a concat are equal in everything but their channels,"
            + " but (2, 3) and (2, 4) arrive",
        e.getMessage());
  }

  private static Tensor tensor(Shape shape, float... data) {
    return new Tensor(shape, data);
  }
}
