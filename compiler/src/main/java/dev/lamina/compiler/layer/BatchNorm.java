package dev.lamina.compiler.layer;

import static dev.lamina.compiler.scalar.Scalar.parameter;

import dev.lamina.compiler.scalar.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code torch.nn.BatchNorm} at inference: each channel is shifted and scaled by its running mean
 * and variance. An instance norm that tracks its statistics is the same.
 *
 * @param channels the number of channels
 * @param eps added to the variance
 * @param affine whether there are a learnt weight and bias
 */
public record BatchNorm(int channels, double eps, boolean affine) implements Elementwise {
  private static final String FORMALS = "num_features|in eps momentum affine track_running_stats";

  static final LayerType TYPE =
      Definition.of("batchnorm batchnorm1d batchnorm2d", FORMALS, BatchNorm::create);

  private static Layer create(Call call) {
    checkRank(call);
    if (!call.bool("track_running_stats", true)) {
      throw call.refuseAt(
          "track_running_stats",
          call.name()
              + ": track_running_stats=false takes the statistics of the batch, which would mix"
              + " samples",
          "leave it out, and save the weights of a model that tracks them");
    }
    call.optionalDecimal("momentum");
    boolean affine = call.bool("affine", true);
    return new BatchNorm(channels(call), call.decimal("eps", 1e-5), affine);
  }

  private static void checkRank(Call call) {
    int rank = call.input().rank();
    boolean one = call.name().endsWith("1d");
    boolean two = call.name().endsWith("2d");
    if (two ? rank != 3 : rank < 1 || rank > (one ? 2 : 3)) {
      String expected = two ? "(C, H, W)" : one ? "(C) or (C, L)" : "(C), (C, L) or (C, H, W)";
      throw call.refuse(
          call.name() + " takes " + expected + ", but " + call.input() + " arrives",
          rank < 1 || rank > 3
              ? "`flatten` or `reshape` before it changes the dimensions"
              : "`batchnorm` without a number takes it");
    }
  }

  /** The channels that arrive, checked against {@code num_features} where that was given. */
  static int channels(Call call) {
    int channels = call.input().size(0);
    int given = call.count("num_features", channels);
    if (given != channels) {
      throw call.refuseAt(
          "num_features",
          call.text() + " is for " + given + " channels, but " + call.input() + " arrives",
          "leave the number out, or write " + channels);
    }
    return channels;
  }

  @Override
  public Scalar function() {
    Scalar deviation = parameter("running_var").plus(Scalar.of(eps)).apply(Scalar.UnaryOp.SQRT);
    Scalar centred = Scalar.x().minus(parameter("running_mean"));
    return affine
        ? centred.times(parameter("weight").over(deviation)).plus(parameter("bias"))
        : centred.over(deviation);
  }

  @Override
  public List<Parameter> parameters() {
    Shape shape = Shape.of(channels);
    List<Parameter> all = new ArrayList<>();
    if (affine) {
      all.add(Parameter.filled("weight", shape, 1));
      all.add(Parameter.filled("bias", shape, 0));
    }
    all.add(Parameter.filled("running_mean", shape, 0));
    all.add(Parameter.filled("running_var", shape, 1));
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return LayerText.of("batchnorm")
        .value(channels)
        .named("eps", eps, 1e-5)
        .named("affine", affine, true)
        .toString();
  }
}
