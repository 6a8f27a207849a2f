package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;
import java.util.List;

/**
 * {@code torch.nn.PReLU}: a learnt slope below zero.
 *
 * @param slopes how many there are: 1, or one a channel
 * @param init the slope that an untrained one has
 */
public record PRelu(int slopes, double init) implements Elementwise {
  static final LayerType TYPE = Definition.of("prelu", "num_parameters init", PRelu::create);

  private static Layer create(Call call) {
    int slopes = call.count("num_parameters", 1);
    int channels = call.input().rank() == 0 ? 1 : call.input().size(0);
    if (slopes != 1 && slopes != channels) {
      throw call.refuseAt(
          "num_parameters",
          "prelu: num_parameters must be 1 or the number of channels, but "
              + slopes
              + " was given and "
              + call.input()
              + " arrives",
          "write `prelu` or `prelu(channels)`");
    }
    return new PRelu(slopes, call.decimal("init", 0.25));
  }

  @Override
  public Scalar function() {
    return Activations.leaky(Scalar.parameter("weight"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("weight", Shape.of(slopes), new Parameter.Init.Fill(init)));
  }

  @Override
  public String toString() {
    return LayerText.of("prelu").value(slopes, 1).named("init", init, 0.25).toString();
  }
}
