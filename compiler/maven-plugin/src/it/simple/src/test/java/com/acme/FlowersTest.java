package com.acme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.LoadOptions;
import nn.sum.Sum;
import org.junit.jupiter.api.Test;

class FlowersTest {
  @Test
  void scores() {
    float[] scores = Flowers.classify(1, 2, 0, 1);
    assertEquals(1, scores[0] + scores[1] + scores[2], 1e-6);
    assertTrue(scores[1] > scores[0] && scores[0] == scores[2]);
  }

  /** The JVM of the tests has not got the module jdk.incubator.vector. */
  @Test
  void runsWithoutTheVectorModule() {
    assertTrue(Flowers.variant().matches("scalar|plain"), Flowers.variant());
  }

  @Test
  void aNetworkOfTheTests() {
    float[] sum = new float[2];
    Sum.load(LoadOptions.defaults()).forward(new float[] {1, 2}, new float[] {3, 4}, sum);
    assertArrayEquals(new float[] {4, 6}, sum);
  }
}
