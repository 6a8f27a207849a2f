package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives stages their names as PyTorch's {@code state_dict} has them. A stage is numbered by its
 * place, in its block or in its branch; a label replaces the number and belongs to the block.
 */
final class Naming {
  private final Block block;
  private final String prefix;
  private int next;

  private Naming(Block block, String prefix) {
    this.block = block;
    this.prefix = prefix;
  }

  private record Block(String prefix, Map<String, Span> taken) {}

  /**
   * A stage's name.
   *
   * @param path the whole name
   * @param earlier where a stage of the same name stands, if one does
   */
  record Claim(String path, Optional<Span> earlier) {}

  /** The file's block. */
  static Naming root() {
    return block("");
  }

  private static Naming block(String prefix) {
    return new Naming(new Block(prefix, new HashMap<>()), prefix);
  }

  /** The block that is the module {@code path}. */
  Naming module(String path) {
    return block(path + ".");
  }

  /** A branch of the stage {@code path} of this block. */
  Naming branch(String path, int index) {
    return new Naming(block, path + "." + index + ".");
  }

  /** Names the next stage. */
  Claim claim(Optional<Name> label, Span span) {
    int place = next++;
    String path = label.map(l -> block.prefix + l.text()).orElse(prefix + place);
    Span at = label.map(Name::span).orElse(span);
    return new Claim(path, Optional.ofNullable(block.taken.putIfAbsent(path, at)));
  }
}
