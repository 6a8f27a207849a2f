package dev.lamina.runtime;

import java.util.Arrays;

/** What loading does with micro-kernels, for tests of other packages. */
public final class MicroKernels {
  private MicroKernels() {}

  /** Calls all of them; how many there are. */
  public static int work(Program program) {
    float[] floats = new float[1 << 16];
    float[][] rows = new float[256][];
    Arrays.fill(rows, floats);
    for (int kernel = 0; kernel < program.microKernels(); kernel++) {
      for (int idle : new int[] {0, 1, 100}) {
        program.warmUp(kernel, floats, new int[256], rows, 16, 2, idle);
      }
    }
    return program.microKernels();
  }
}
