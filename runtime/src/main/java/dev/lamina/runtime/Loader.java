package dev.lamina.runtime;

import java.lang.invoke.MethodHandles;

/** Loads generated classes: finds the descriptor, chooses the variant, packs the weights. */
public final class Loader {
  private Loader() {}

  /**
   * Loads the network of the class that the lookup is for. Generated code calls it.
   *
   * @param lookup a full-power lookup of the generated class
   * @throws WeightsException if the weights cannot be read or do not fit
   * @throws IllegalArgumentException if the options ask for what is not there
   */
  public static Loaded load(MethodHandles.Lookup lookup, LoadOptions options) {
    throw new UnsupportedOperationException("not landed yet: " + lookup + " " + options);
  }
}
