package dev.lamina.runtime;

/** The version of this runtime and the formats it understands. */
public final class RuntimeVersion {
  /** The version of this runtime. */
  public static final String CURRENT = "0.1.0";

  /** The descriptor format that this runtime reads. */
  public static final int FORMAT = 1;

  private RuntimeVersion() {}
}
