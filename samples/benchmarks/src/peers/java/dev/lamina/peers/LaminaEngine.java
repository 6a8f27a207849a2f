package dev.lamina.peers;

import dev.lamina.runtime.Network;

/** A network as the generated class runs it. */
record LaminaEngine(Network network) implements Engine {
  @Override
  public void run(float[] input, float[] output) {
    network.forward(input, output);
  }

  @Override
  public void close() {
    // a network holds nothing that is not memory
  }
}
