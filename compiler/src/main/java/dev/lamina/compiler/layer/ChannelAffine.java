package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;
import java.util.List;

/**
 * {@code x * scale + shift} with one of each a channel: what a batch norm is at inference. The
 * language has no name for it; passes make it.
 *
 * @param channels how many there are
 */
public record ChannelAffine(int channels) implements Elementwise {
  /** The name of the factors. */
  public static final String SCALE = "scale";

  /** The name of what is added. */
  public static final String SHIFT = "shift";

  @Override
  public Scalar function() {
    return Scalar.x().times(Scalar.parameter(SCALE)).plus(Scalar.parameter(SHIFT));
  }

  @Override
  public List<Parameter> parameters() {
    Shape shape = Shape.of(channels);
    return List.of(Parameter.filled(SCALE, shape, 1), Parameter.filled(SHIFT, shape, 0));
  }

  @Override
  public String toString() {
    return LayerText.of("affine").value(channels).toString();
  }
}
