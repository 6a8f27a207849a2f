package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.BatchNorm;

/**
 * {@code x * scale + shift}, both vectors with one value a channel.
 *
 * @param scale the factors
 * @param shift what is added
 */
record Affine(Weight scale, Weight shift) {
  /** What a batch norm is once its statistics are known. */
  static Affine of(BatchNorm norm, Node node) {
    int channels = norm.channels();
    Weight variance = node.weights().get("running_var");
    Weight deviation = new Weight.Sqrt(Weights.add(variance, Weights.filled(1, norm.eps())));
    Weight weight = norm.affine() ? node.weights().get("weight") : Weights.filled(channels, 1);
    Weight bias = norm.affine() ? node.weights().get("bias") : Weights.filled(channels, 0);
    Weight scale = Weights.divide(weight, deviation);
    Weight mean = node.weights().get("running_mean");
    return new Affine(scale, Weights.subtract(bias, Weights.multiply(mean, scale)));
  }
}
