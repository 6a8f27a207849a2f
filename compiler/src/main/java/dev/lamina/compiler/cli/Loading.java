package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;

/** Loads compiled networks in memory. */
final class Loading {
  private Loading() {}

  static Network load(CompiledNetwork network, LoadOptions options) {
    if (!network.hasWeights() && options.weights().isEmpty()) {
      throw new UserException(
          network.className()
              + " has parameters but no weights; give them by --weights FILE, or"
              + " --random-weights SEED to try it");
    }
    try {
      return network.load(options);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }
}
