package com.acme;

/** Names the generated class. */
public final class Flowers {
  private static final Iris NETWORK = Iris.load();

  private Flowers() {}

  public static float[] classify(float... sizes) {
    return NETWORK.forward(sizes);
  }

  public static String variant() {
    return NETWORK.variant();
  }
}
