package @package@;

/** Calls the network that the build makes of xor.nn. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Xor xor = Xor.load();
    for (float a = 0; a <= 1; a++) {
      for (float b = 0; b <= 1; b++) {
        System.out.printf("%.0f xor %.0f = %.0f%n", a, b, xor.forward(new float[] {a, b})[0]);
      }
    }
  }
}
