package dev.lamina.compiler.layer;

import static dev.lamina.compiler.scalar.Scalar.parameter;

import dev.lamina.compiler.scalar.Scalar;
import java.util.List;

/**
 * {@code (x - mean) / std} with constants, as images are prepared.
 *
 * @param mean one, or one a channel
 * @param std one, or one a channel
 */
public record Normalize(List<Double> mean, List<Double> std) implements Elementwise {
  static final LayerType TYPE = Definition.of("normalize", "mean std", Normalize::create);

  public Normalize {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  private static Layer create(Call call) {
    List<Double> std = perChannel(call, "std");
    if (std.contains(0.0) || std.contains(-0.0)) {
      throw call.refuseAt("std", "normalize: std has a 0, by which it divides");
    }
    return new Normalize(perChannel(call, "mean"), std);
  }

  private static List<Double> perChannel(Call call, String argument) {
    List<Double> values = call.decimals(argument);
    Shape input = call.input();
    if (values.size() != 1 && (input.rank() == 0 || values.size() != input.size(0))) {
      throw call.refuseAt(
          argument,
          "normalize: " + argument + " has " + values.size() + " values, but " + input + " arrives",
          "write one number, or one for each channel");
    }
    return values;
  }

  @Override
  public Scalar function() {
    return Scalar.x().minus(parameter("mean")).over(parameter("std"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(constants("mean", mean), constants("std", std));
  }

  private static Parameter constants(String name, List<Double> values) {
    return new Parameter(name, Shape.of(values.size()), new Parameter.Init.Constant(values));
  }

  @Override
  public String toString() {
    return LayerText.of("normalize").value(argument(mean)).value(argument(std)).toString();
  }

  private static Object argument(List<Double> values) {
    return values.size() == 1 ? values.get(0) : values;
  }
}
