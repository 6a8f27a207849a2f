package dev.lamina.compiler.emit;

/** What the generated module says about {@code jdk.incubator.vector}. */
public enum VectorModule {
  /** The module must be there; no flag is needed on the module path. */
  REQUIRED,
  /** It is used where it is there: {@code requires static}. */
  OPTIONAL,
  /** No variant uses it. */
  UNUSED
}
