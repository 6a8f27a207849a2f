package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.FileAccess;
import dev.lamina.runtime.Descriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The names of classes.
 *
 * @param names by the index of their score; empty if there are none
 */
record Labels(List<String> names) {
  private static final long LIMIT = 16 << 20;
  private static final int LONGEST = 40;

  /** No names. */
  static final Labels NONE = new Labels(List.of());

  Labels {
    names = List.copyOf(names);
  }

  /** Reads a file of one name a line, for the outputs of a network. */
  static Labels read(Path file, List<Descriptor.Tensor> outputs) {
    FileAccess.requireFile(file);
    String text = new String(FileAccess.bytes(file, LIMIT), StandardCharsets.UTF_8);
    List<String> names = text.stripTrailing().lines().map(String::strip).toList();
    List<Descriptor.Tensor> scores = outputs.stream().filter(Labels::areScores).toList();
    if (scores.isEmpty()) {
      throw new UserException(
          "--labels names scores, but the network gives " + outputs.get(0) + ", no vector");
    }
    for (Descriptor.Tensor output : scores) {
      if (output.size() != names.size()) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "%s has %s, but `%s` has %s: expected one name a line, in the order of the scores",
                file,
                Units.plural(names.size(), "line"),
                output.name(),
                Units.plural(output.size(), "score")));
      }
    }
    return new Labels(names);
  }

  private static boolean areScores(Descriptor.Tensor output) {
    return output.shape().size() == 1 && output.size() > 1;
  }

  /** How a line of scores calls a class. */
  String of(int index) {
    if (names.isEmpty()) {
      return "class " + index;
    }
    String name = names.get(index);
    int length = name.codePointCount(0, name.length());
    return length <= LONGEST
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST - 3)) + "...";
  }
}
