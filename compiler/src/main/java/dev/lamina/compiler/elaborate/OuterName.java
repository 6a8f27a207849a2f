package dev.lamina.compiler.elaborate;

import java.util.Optional;

/**
 * What the outside says of the generated class's name.
 *
 * @param packageName its package, instead of what the source says
 * @param defaultPackage its package where the source says none; empty for the unnamed one
 * @param simpleName its name without the package, instead of what the source says
 */
public record OuterName(
    Optional<String> packageName, Optional<String> defaultPackage, Optional<String> simpleName) {
  /** The source decides. */
  public static OuterName none() {
    return new OuterName(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
