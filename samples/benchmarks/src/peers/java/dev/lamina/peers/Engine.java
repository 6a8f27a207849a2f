package dev.lamina.peers;

/** A network in one of the libraries that are compared, ready to run one sample on one thread. */
interface Engine extends AutoCloseable {
  /** The first output for the first input. */
  void run(float[] input, float[] output);

  @Override
  void close();
}
