package dev.lamina.runtime;

/** What the compiler would generate for {@link TestNetwork}. */
public final class TestProgram extends Program {
  /** As the compiler would make it, but public, since it stands in another runtime package. */
  public TestProgram() {}

  @Override
  protected void run(Frame frame) {
    scale(frame, 0, frame.batch * 30);
    add(frame, 0, frame.batch * 2);
  }

  @Override
  protected void step(int index, Frame frame, int from, int to) {
    switch (index) {
      case 0 -> scale(frame, from, to);
      case 1 -> add(frame, from, to);
      default -> throw new IndexOutOfBoundsException(index);
    }
  }

  static void scale(Frame frame, int from, int to) {
    int unit = TestNetwork.SIZE / 30;
    for (int i = from * unit; i < to * unit; i++) {
      float value = frame.io[0][frame.base[0] + i];
      if (value == 13) {
        throw new ArithmeticException("13");
      }
      frame.scratch[0][i] = value * frame.weights[0][i % TestNetwork.SIZE];
    }
  }

  static void add(Frame frame, int from, int to) {
    int copies = frame.tables[0][0];
    for (int u = from; u < to; u++) {
      for (int i = 0; i < TestNetwork.SIZE; i++) {
        frame.io[1][frame.base[1] + u * TestNetwork.SIZE + i] =
            frame.scratch[0][u / copies * TestNetwork.SIZE + i]
                + frame.weights[0][TestNetwork.SIZE];
      }
    }
  }
}
