package dev.lamina.compiler.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InterpreterTest {
  @Test
  void runsLoopsOverLanes() {
    float[] x = {9, 1, 2};
    float[] w = {1, -2, 3, -4, 10, -20, 30, -40};
    float[] y = new float[6];
    Interpreter.run(Examples.product(2, 4), true, x, 1, w, 0, y, 2, 0, 1);
    assertArrayEquals(new float[] {0, 0, 21, 0, 63, 0}, y);
  }

  @Test
  void runsRowsTablesAndConditions() {
    float[][] rows = {{1, 2}, {3, 4}};
    float[] out = new float[6];
    Interpreter.run(Examples.gather(2), true, rows, 0, new int[] {1, -1, 0}, out, 0, 0, 3);
    assertArrayEquals(new float[] {3, 4, 0, 0, 1, 2}, out);
  }

  @Test
  void fmaRoundsOnceOrTwice() {
    float a = 1 + Math.ulp(1f);
    float[] x = {1, a};
    float[] w = {-(a * a), 0, 0, 0, a, 0, 0, 0};
    float[] y = new float[4];
    Interpreter.run(Examples.product(2, 4), true, x, 0, w, 0, y, 0, 0, 1);
    assertEquals(Math.ulp(1f) * Math.ulp(1f), y[0]);
    Interpreter.run(Examples.product(2, 4), false, x, 0, w, 0, y, 0, 0, 1);
    assertEquals(0f, y[0]);
  }

  @Test
  void namesWhatIsOutOfBounds() {
    String message =
        assertThrows(
                IndexOutOfBoundsException.class,
                () ->
                    Interpreter.run(
                        Examples.product(2, 4),
                        true,
                        new float[2],
                        0,
                        new float[7],
                        0,
                        new float[4],
                        0,
                        0,
                        1))
            .getMessage();
    assertTrue(
        message.startsWith(
            "kernel product: w[(block * 2 + i) * 4; 4], at 4 of 7 elements (base 0)"),
        message);
    assertTrue(message.endsWith("with block = 0, from = 0, i = 1, to = 1"), message);
  }
}
