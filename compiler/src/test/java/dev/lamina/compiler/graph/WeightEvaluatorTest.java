package dev.lamina.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightEvaluatorTest {
  private static final Weight W = new Weight.Raw("w", Shape.of(2, 3));
  private static final Tensor VALUES = new Tensor(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
  private final WeightEvaluator evaluator = new WeightEvaluator(Map.of("w", VALUES));

  @Test
  void rawTensorsAreShared() {
    assertSame(VALUES.data(), evaluator.evaluate(W).data());
    Tensor view = evaluator.evaluate(new Weight.View(W, Shape.of(6)));
    assertSame(VALUES.data(), view.data());
    assertEquals(Shape.of(6), view.shape());
  }

  @Test
  void scalesAlongADimension() {
    assertValues(new float[] {10, 20, 30, 400, 500, 600}, new Weight.Scaled(W, of(10, 100), 0));
    assertValues(new float[] {1, 20, 300, 4, 50, 600}, new Weight.Scaled(W, of(1, 10, 100), 1));
  }

  @Test
  void contractsAllButTheFirstDimension() {
    assertValues(new float[] {321, 654}, new Weight.Contracted(W, of(1, 10, 100), 1));
  }

  @Test
  void computesElementByElement() {
    assertValues(new float[] {2, 3, 4, 5, 6, 7}, new Weight.Binary(Weight.Op.ADD, W, of(1)));
    assertValues(new float[] {0, 0, 0, 0, 0, 0}, new Weight.Binary(Weight.Op.SUB, W, W));
    assertValues(new float[] {3, 4}, new Weight.Sqrt(of(9, 16)));
  }

  @Test
  void roundsOnceAtTheEnd() {
    Weight third = new Weight.Binary(Weight.Op.DIV, of(1), of(3));
    assertValues(new float[] {1}, new Weight.Binary(Weight.Op.MUL, third, of(3)));
  }

  @Test
  void namesMissingTensors() {
    Weight other = new Weight.Raw("v", Shape.of(1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> evaluator.evaluate(other)).getMessage();
    assertEquals("no tensor v", message);
  }

  private static Weight of(double... values) {
    List<Double> list = java.util.Arrays.stream(values).boxed().toList();
    return new Weight.Constant(Shape.of(values.length), list);
  }

  private void assertValues(float[] expected, Weight weight) {
    assertArrayEquals(expected, evaluator.evaluate(weight).data());
  }
}
