package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Source;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Stages through which a value passes: {@code a -> b -> c}. Each method gives a longer copy, so
 * that a chain can be continued in several ways.
 *
 * <p>The common layers have methods; {@link #layer} writes any. Positional arguments mean what they
 * mean in {@code .nn} files, and those with names come from {@link Arg}.
 */
public final class Chain implements Model {
  static final Chain EMPTY = new Chain(null, null, 0);

  private final Chain before;
  private final Stage last;
  private final int depth;

  private Chain(Chain before, Stage last, int depth) {
    this.before = before;
    this.last = last;
    this.depth = depth;
  }

  /**
   * A layer, or a use of a def, with its arguments: numbers, booleans, text of the language such as
   * {@code "same"} or {@code "channels / 2"}, a {@code List} for a tuple, or an {@link Arg}.
   *
   * @param name as in {@code .nn} files: {@code conv}, {@code maxpool}
   * @throws IllegalArgumentException if that is no name, or an argument no value
   */
  public Chain layer(String name, Object... arguments) {
    return with(Stage.of(Words.call(name, arguments)));
  }

  private Chain layerWith(String name, Arg[] named, Object... positional) {
    Objects.requireNonNull(named, "the arguments are null");
    Object[] all = Arrays.copyOf(positional, positional.length + named.length);
    System.arraycopy(named, 0, all, positional.length, named.length);
    return with(Stage.of(Words.call(name, all)));
  }

  /**
   * Labels the last stage, which names its parameters.
   *
   * @throws IllegalArgumentException if there is no stage
   */
  public Chain label(String name) {
    if (last == null) {
      throw new IllegalArgumentException("there is no stage to label " + name);
    }
    return new Chain(before, last.labelled(Words.label(name)), depth);
  }

  /** A named scope of parameters, as {@code nn.Sequential} is: {@code features { ... }}. */
  public Chain block(String name, Chain body) {
    return nested(Words.label(name) + " {", "", "}", body);
  }

  /** Writes the body out that many times. */
  public Chain repeat(int count, Chain body) {
    return nested("repeat(" + count + ") {", "", "}", body);
  }

  /** The branch plus what arrives: {@code (branch + identity)}. */
  public Chain residual(Chain branch) {
    return sum(branch, EMPTY.identity());
  }

  /** The sum of the branches, each of what arrives or of a value. */
  public Chain sum(Chain... branches) {
    return nested("(", "+", ")", branches);
  }

  /** The first branch minus the others. */
  public Chain difference(Chain... branches) {
    return nested("(", "-", ")", branches);
  }

  /** The product of the branches. */
  public Chain product(Chain... branches) {
    return nested("(", "*", ")", branches);
  }

  /** The first branch divided by the others. */
  public Chain quotient(Chain... branches) {
    return nested("(", "/", ")", branches);
  }

  /** The branches joined along the channels. */
  public Chain concat(Chain... branches) {
    return nested("[", ",", "]", branches);
  }

  private Chain nested(String open, String separator, String close, Chain... chains) {
    for (Chain chain : Objects.requireNonNull(chains, "the chains are null")) {
      Objects.requireNonNull(chain, "a chain is null");
    }
    return with(Stage.of(new Stage.Nested(open, List.of(chains), separator, close)));
  }

  private Chain with(Stage stage) {
    return new Chain(this, stage, Math.max(depth, stage.depth()));
  }

  // Layers.

  /** A convolution over (C, H, W). */
  public Chain conv(int out, int kernel, Arg... more) {
    return layerWith("conv", more, out, kernel);
  }

  /** A convolution over (C, L). */
  public Chain conv1d(int out, int kernel, Arg... more) {
    return layerWith("conv1d", more, out, kernel);
  }

  /** A transposed convolution over (C, H, W). */
  public Chain convtranspose(int out, int kernel, Arg... more) {
    return layerWith("convtranspose", more, out, kernel);
  }

  /** A matrix product over the last dimension. */
  public Chain linear(int out, Arg... more) {
    return layerWith("linear", more, out);
  }

  /** The largest of each window. */
  public Chain maxpool(int kernel, Arg... more) {
    return layerWith("maxpool", more, kernel);
  }

  /** The mean of each window. */
  public Chain avgpool(int kernel, Arg... more) {
    return layerWith("avgpool", more, kernel);
  }

  /** The means of so many windows in each dimension. */
  public Chain adaptiveavgpool(int outputSize) {
    return layer("adaptiveavgpool", outputSize);
  }

  /** The mean of each channel. */
  public Chain globalavgpool() {
    return layer("globalavgpool");
  }

  /** Batch normalisation, by its running statistics. */
  public Chain batchnorm(Arg... named) {
    return layerWith("batchnorm", named);
  }

  /** Layer normalisation, over all dimensions unless {@code shape} says which. */
  public Chain layernorm(Arg... named) {
    return layerWith("layernorm", named);
  }

  /** Group normalisation. */
  public Chain groupnorm(int groups, Arg... more) {
    return layerWith("groupnorm", more, groups);
  }

  /** Instance normalisation. */
  public Chain instancenorm(Arg... named) {
    return layerWith("instancenorm", named);
  }

  /** max(x, 0). */
  public Chain relu() {
    return layer("relu");
  }

  /** min(max(x, 0), 6). */
  public Chain relu6() {
    return layer("relu6");
  }

  /** relu with a slope for negative values. */
  public Chain leakyrelu(double negativeSlope) {
    return layer("leakyrelu", negativeSlope);
  }

  /** relu with learnt slopes for negative values. */
  public Chain prelu(int numParameters) {
    return layer("prelu", numParameters);
  }

  /** The exponential linear unit. */
  public Chain elu(Arg... named) {
    return layerWith("elu", named);
  }

  /** The Gaussian error linear unit. */
  public Chain gelu(Arg... named) {
    return layerWith("gelu", named);
  }

  /** x times its sigmoid. */
  public Chain silu() {
    return layer("silu");
  }

  /** x times a piecewise linear sigmoid. */
  public Chain hardswish() {
    return layer("hardswish");
  }

  /** 1 / (1 + exp(-x)). */
  public Chain sigmoid() {
    return layer("sigmoid");
  }

  /** The hyperbolic tangent. */
  public Chain tanh() {
    return layer("tanh");
  }

  /** Shares that sum up to 1, along the channels unless {@code dim} says otherwise. */
  public Chain softmax(Arg... named) {
    return layerWith("softmax", named);
  }

  /** The logarithm of softmax. */
  public Chain logsoftmax(Arg... named) {
    return layerWith("logsoftmax", named);
  }

  /** All dimensions as one. */
  public Chain flatten() {
    return layer("flatten");
  }

  /** The same values in another shape, one size of which may be -1. */
  public Chain reshape(int... shape) {
    return layer("reshape", Words.boxed(shape));
  }

  /** A larger picture. */
  public Chain upsample(int scale, Arg... more) {
    return layerWith("upsample", more, scale);
  }

  /** Channels to pixels. */
  public Chain pixelshuffle(int factor) {
    return layer("pixelshuffle", factor);
  }

  /** Nothing, at inference. */
  public Chain dropout() {
    return layer("dropout");
  }

  /** Nothing: passes on what arrives. */
  public Chain identity() {
    return layer("identity");
  }

  // What is made of it.

  boolean isEmpty() {
    return last == null;
  }

  int depth() {
    return depth;
  }

  List<Stage> stages() {
    Deque<Stage> stages = new ArrayDeque<>();
    for (Chain chain = this; chain.last != null; chain = chain.before) {
      stages.addFirst(chain.last);
    }
    return List.copyOf(stages);
  }

  @Override
  public Source source() {
    SourceWriter writer = new SourceWriter();
    writer.chain(this);
    return writer.source();
  }

  @Override
  public String toSource() {
    return source().text();
  }

  @Override
  public String toString() {
    return toSource();
  }
}
