package dev.lamina.runtime;

import java.util.List;

/** The weights of a network that has no parameters. */
final class NoTensors implements TensorSource {
  @Override
  public String name() {
    return "a network without parameters";
  }

  @Override
  public List<TensorInfo> tensors() {
    return List.of();
  }

  @Override
  public void read(TensorInfo tensor, ByteSink sink) {
    throw new WeightsException("there is no tensor " + Text.quote(tensor.name()));
  }

  @Override
  public void close() {
    // nothing is open
  }
}
