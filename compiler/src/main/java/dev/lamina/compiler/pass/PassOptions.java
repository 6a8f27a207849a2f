package dev.lamina.compiler.pass;

import java.util.Set;

/**
 * Which passes run.
 *
 * @param off the names of those that do not
 * @param exact whether only those run under which NaN and infinities travel as in PyTorch
 */
public record PassOptions(Set<String> off, boolean exact) {
  public PassOptions {
    off = Set.copyOf(off);
  }

  /** All of them. */
  public static PassOptions defaults() {
    return new PassOptions(Set.of(), false);
  }
}
