package dev.lamina.samples.service;

import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A network with one input and one output that can be replaced while it is called. A loaded network
 * is immutable and safe for any number of threads: nothing here locks or copies for a call. Calls
 * that run while {@link #reload} changes the field finish on the network they began with, which
 * then is garbage.
 */
public final class LaminaModel implements Model {
  private final Function<LoadOptions, ? extends Network> loader;
  private final Optional<Path> weights;
  private final Descriptor.Tensor input;
  private final Descriptor.Tensor output;
  private volatile Network network;

  /**
   * Loads the network and has the JIT compile it, so that the first request is as fast as others.
   *
   * @param loader of the generated class: {@code LeNet::load}
   * @param weights a safetensors file instead of the weights beside the class
   */
  public LaminaModel(Function<LoadOptions, ? extends Network> loader, Optional<Path> weights) {
    this.loader = loader;
    this.weights = weights;
    this.network = load(true);
    this.input = network.signature().inputs().get(0);
    this.output = network.signature().outputs().get(0);
  }

  private Network load(boolean warmUp) {
    LoadOptions options = LoadOptions.defaults().warmUp(warmUp);
    return loader.apply(weights.map(options::weights).orElse(options));
  }

  @Override
  public List<Integer> inputShape() {
    return input.shape();
  }

  @Override
  public int outputSize() {
    return output.size();
  }

  @Override
  public void forward(float[] in, float[] out) {
    network.forward(in, out);
  }

  /** Which variant of the code runs and why, and the memory it takes. */
  public String describe() {
    return network.describe();
  }

  /** {@inheritDoc} The code is the same and long compiled, so that no warm-up is needed. */
  @Override
  public synchronized String reload() {
    if (weights.isEmpty()) {
      throw new UnsupportedOperationException(
          "the weights in the jar do not change: start the service with a file of weights");
    }
    network = load(false);
    return describe();
  }
}
