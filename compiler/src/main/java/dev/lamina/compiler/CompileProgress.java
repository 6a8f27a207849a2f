package dev.lamina.compiler;

/** Told how far the writing or loading of a network with large weights has come. */
@FunctionalInterface
public interface CompileProgress {
  /** Says nothing. */
  CompileProgress NONE = (done, all) -> {};

  /** That many bytes of weights are done, of so many. */
  void weights(long done, long all);
}
