package @package@;

import java.util.Arrays;

/** How long a call takes. {@code lamina bench} tells more; JMH is for comparisons. */
public final class XorBenchmark {
  private static final int CALLS = 100_000;
  private static final int ROUNDS = 21;

  private XorBenchmark() {}

  public static void main(String[] arguments) {
    Xor xor = Xor.load();
    float[] input = {0, 1};
    float[] output = new float[1];
    double[] nanos = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        xor.forward(input, output);
      }
      nanos[round] = (System.nanoTime() - start) / (double) CALLS;
    }
    Arrays.sort(nanos);
    System.out.println(xor.describe());
    System.out.printf("%.1f ns a call (median of %d rounds)%n", nanos[ROUNDS / 2], ROUNDS);
  }
}
