package dev.lamina.benchmarks;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.PlanExplanation;
import dev.lamina.compiler.plan.Target;

/** What {@link KernelBenchmark} runs: a layer each, or a limit of the machine. */
public enum Kernel {
  // The layers of VGG16.
  CONV_3X3_3_64_224("input(3, 224, 224) -> conv(64, 3, pad=1) -> relu"),
  CONV_3X3_64_64_224("input(64, 224, 224) -> conv(64, 3, pad=1) -> relu"),
  CONV_3X3_64_128_112("input(64, 112, 112) -> conv(128, 3, pad=1) -> relu"),
  CONV_3X3_128_128_112("input(128, 112, 112) -> conv(128, 3, pad=1) -> relu"),
  CONV_3X3_128_256_56("input(128, 56, 56) -> conv(256, 3, pad=1) -> relu"),
  CONV_3X3_256_256_56("input(256, 56, 56) -> conv(256, 3, pad=1) -> relu"),
  CONV_3X3_256_512_28("input(256, 28, 28) -> conv(512, 3, pad=1) -> relu"),
  CONV_3X3_512_512_28("input(512, 28, 28) -> conv(512, 3, pad=1) -> relu"),
  CONV_3X3_512_512_14("input(512, 14, 14) -> conv(512, 3, pad=1) -> relu"),
  // Those of ResNet-50.
  CONV_7X7_S2_3_64_112("input(3, 224, 224) -> conv(64, 7, stride=2, pad=3) -> relu"),
  CONV_1X1_64_64_56("input(64, 56, 56) -> conv(64, 1) -> relu"),
  CONV_1X1_64_256_56("input(64, 56, 56) -> conv(256, 1) -> relu"),
  CONV_1X1_256_64_56("input(256, 56, 56) -> conv(64, 1) -> relu"),
  CONV_1X1_256_128_56("input(256, 56, 56) -> conv(128, 1) -> relu"),
  CONV_1X1_128_512_28("input(128, 28, 28) -> conv(512, 1) -> relu"),
  CONV_1X1_512_128_28("input(512, 28, 28) -> conv(128, 1) -> relu"),
  CONV_1X1_512_256_28("input(512, 28, 28) -> conv(256, 1) -> relu"),
  CONV_1X1_256_1024_14("input(256, 14, 14) -> conv(1024, 1) -> relu"),
  CONV_1X1_1024_256_14("input(1024, 14, 14) -> conv(256, 1) -> relu"),
  CONV_1X1_1024_512_14("input(1024, 14, 14) -> conv(512, 1) -> relu"),
  CONV_1X1_512_2048_7("input(512, 7, 7) -> conv(2048, 1) -> relu"),
  CONV_1X1_2048_512_7("input(2048, 7, 7) -> conv(512, 1) -> relu"),
  CONV_1X1_S2_256_512_28("input(256, 56, 56) -> conv(512, 1, stride=2) -> relu"),
  CONV_1X1_S2_512_1024_14("input(512, 28, 28) -> conv(1024, 1, stride=2) -> relu"),
  CONV_1X1_S2_1024_2048_7("input(1024, 14, 14) -> conv(2048, 1, stride=2) -> relu"),
  CONV_3X3_S2_128_128_28("input(128, 56, 56) -> conv(128, 3, stride=2, pad=1) -> relu"),
  CONV_3X3_S2_256_256_14("input(256, 28, 28) -> conv(256, 3, stride=2, pad=1) -> relu"),
  CONV_3X3_S2_512_512_7("input(512, 14, 14) -> conv(512, 3, stride=2, pad=1) -> relu"),
  CONV_3X3_64_64_56("input(64, 56, 56) -> conv(64, 3, pad=1) -> relu"),
  CONV_3X3_128_128_28("input(128, 28, 28) -> conv(128, 3, pad=1) -> relu"),
  CONV_3X3_256_256_14("input(256, 14, 14) -> conv(256, 3, pad=1) -> relu"),
  CONV_3X3_512_512_7("input(512, 7, 7) -> conv(512, 3, pad=1) -> relu"),
  // Those of SqueezeNet 1.1.
  CONV_3X3_S2_3_64_111("input(3, 224, 224) -> conv(64, 3, stride=2) -> relu"),
  CONV_1X1_64_16_55("input(64, 55, 55) -> conv(16, 1) -> relu"),
  CONV_1X1_16_64_55("input(16, 55, 55) -> conv(64, 1) -> relu"),
  CONV_1X1_128_16_55("input(128, 55, 55) -> conv(16, 1) -> relu"),
  CONV_1X1_128_32_27("input(128, 27, 27) -> conv(32, 1) -> relu"),
  CONV_1X1_32_128_27("input(32, 27, 27) -> conv(128, 1) -> relu"),
  CONV_1X1_256_32_27("input(256, 27, 27) -> conv(32, 1) -> relu"),
  CONV_1X1_256_48_13("input(256, 13, 13) -> conv(48, 1) -> relu"),
  CONV_1X1_48_192_13("input(48, 13, 13) -> conv(192, 1) -> relu"),
  CONV_1X1_384_48_13("input(384, 13, 13) -> conv(48, 1) -> relu"),
  CONV_1X1_384_64_13("input(384, 13, 13) -> conv(64, 1) -> relu"),
  CONV_1X1_64_256_13("input(64, 13, 13) -> conv(256, 1) -> relu"),
  CONV_1X1_512_64_13("input(512, 13, 13) -> conv(64, 1) -> relu"),
  CONV_1X1_512_1000_13("input(512, 13, 13) -> conv(1000, 1) -> relu"),
  CONV_3X3_16_64_55("input(16, 55, 55) -> conv(64, 3, pad=1) -> relu"),
  CONV_3X3_32_128_27("input(32, 27, 27) -> conv(128, 3, pad=1) -> relu"),
  CONV_3X3_48_192_13("input(48, 13, 13) -> conv(192, 3, pad=1) -> relu"),
  CONV_3X3_64_256_13("input(64, 13, 13) -> conv(256, 3, pad=1) -> relu"),
  // Those of AlexNet.
  CONV_11X11_S4_3_64_55("input(3, 224, 224) -> conv(64, 11, stride=4, pad=2) -> relu"),
  CONV_5X5_64_192_27("input(64, 27, 27) -> conv(192, 5, pad=2) -> relu"),
  CONV_3X3_192_384_13("input(192, 13, 13) -> conv(384, 3, pad=1) -> relu"),
  CONV_3X3_384_256_13("input(384, 13, 13) -> conv(256, 3, pad=1) -> relu"),
  CONV_3X3_256_256_13("input(256, 13, 13) -> conv(256, 3, pad=1) -> relu"),
  /** A depthwise layer of MobileNetV2. */
  DEPTHWISE("input(144, 56, 56) -> conv(144, 3, pad=1, groups=144)"),
  /** The first pooling of a ResNet. */
  POOLING("input(64, 112, 112) -> maxpool(3, 2, 1)"),
  /** A classifier on one sample. */
  LINEAR("input(4096) -> linear(4096) -> relu"),
  /** The largest: the first one of VGG16. */
  LINEAR_25088("input(25088) -> linear(4096) -> relu"),
  /** Multiply-adds in registers alone: the machine's limit. */
  PEAK_FMA(""),
  /** The sum of as many floats as {@link #LINEAR} has weights. */
  PEAK_READ(""),
  /** The sum of as many floats as {@link #LINEAR_25088} has weights. */
  PEAK_READ_25088("");

  /** Iterations of a call of {@link Peak#fma}. */
  static final int ITERATIONS = 1000;

  /** Operations a byte below which reading and writing limit a layer. */
  private static final double FEW_OPERATIONS = 8;

  private final String network;

  Kernel(String network) {
    this.network = network;
  }

  /** The layer as {@code .nn} text; empty for a limit of the machine. */
  String network() {
    return network;
  }

  /** Floats of the array that is summed up; 0 for all but sums. */
  int summedFloats() {
    return switch (this) {
      case PEAK_READ -> 4096 * 4096;
      case PEAK_READ_25088 -> 25088 * 4096;
      default -> 0;
    };
  }

  /** The sum that a layer of many weights is compared to. */
  Kernel sum() {
    return this == LINEAR_25088 ? PEAK_READ_25088 : PEAK_READ;
  }

  /** The layer with random weights. */
  CompiledNetwork compile(boolean exact) {
    return Lamina.compile(network, CompileOptions.defaults().randomWeights(1).exact(exact));
  }

  /** What a call does. */
  Work work() {
    if (this == PEAK_FMA) {
      return new Work(2.0 * ITERATIONS * Peak.CHAINS * new Peak().lanes(), 0);
    }
    if (network.isEmpty()) {
      return new Work(0, (double) Float.BYTES * summedFloats());
    }
    double operations = 0;
    double bytes = 0;
    for (PlanExplanation.Layer layer : compile(true).explainPlan(Target.SIMD512).layers()) {
      operations += 2.0 * layer.multiplyAdds();
      bytes += layer.bytes();
    }
    return new Work(operations, bytes);
  }

  /**
   * What a call does.
   *
   * @param operations in floating point; Winograd's are counted as the direct way's
   * @param bytes read and written if nothing is read twice
   */
  record Work(double operations, double bytes) {
    /** Whether arithmetic is what limits it. */
    boolean computes() {
      return operations >= FEW_OPERATIONS * bytes;
    }

    /** In billions a second. */
    double rate(double nanos) {
      return (computes() ? operations : bytes) / nanos;
    }
  }
}
