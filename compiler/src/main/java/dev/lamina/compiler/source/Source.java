package dev.lamina.compiler.source;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The text of one {@code .nn} file, with the map from offsets to lines and columns. */
public final class Source {
  private final String name;
  private final String text;
  private final Path path;
  private final NavigableMap<Integer, String> calls;
  private final int[] lineStarts;

  private Source(String name, String text, Path path, NavigableMap<Integer, String> calls) {
    this.name = name;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.path = path;
    this.calls = calls;
    this.lineStarts = lineStarts(this.text);
  }

  /** Text held in memory; {@code name} is what diagnostics and stack traces show. */
  public static Source ofText(String name, String text) {
    return new Source(name, text, null, Collections.emptyNavigableMap());
  }

  /** Text that was read from {@code path}; its file name is shown. */
  public static Source ofFile(Path path, String text) {
    return new Source(path.toString(), text, path, Collections.emptyNavigableMap());
  }

  /**
   * Text that Java code wrote.
   *
   * @param calls where the calls stand that wrote it, such as {@code Demo.java:12}, by the offset
   *     from which on the text is theirs
   */
  public static Source ofCalls(String name, String text, NavigableMap<Integer, String> calls) {
    return new Source(name, text, null, new TreeMap<>(calls));
  }

  /** What diagnostics show before the line number. */
  public String name() {
    return name;
  }

  /** The whole text, without a byte order mark. */
  public String text() {
    return text;
  }

  /** The file that the text came from, if it came from one. */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  /** The 1-based line that holds {@code offset}, a UTF-16 index into the text. */
  public int line(int offset) {
    int i = Arrays.binarySearch(lineStarts, offset);
    return i >= 0 ? i + 1 : -i - 1;
  }

  /** The 1-based column of {@code offset} in code points; a tab counts as one. */
  public int column(int offset) {
    int start = lineStarts[line(offset) - 1];
    return text.codePointCount(start, Math.min(offset, text.length())) + 1;
  }

  /** Where an offset is, for a message: {@code lenet.nn:5:6}, or the Java call that wrote it. */
  public String place(int offset) {
    Map.Entry<Integer, String> call = calls.floorEntry(offset);
    return call == null ? name + ":" + line(offset) + ":" + column(offset) : call.getValue();
  }

  /** The text of a 1-based line without its terminator. */
  public String lineText(int line) {
    int start = lineStarts[line - 1];
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return name;
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int n = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean crLf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !crLf)) {
        if (n == starts.length) {
          starts = Arrays.copyOf(starts, 2 * n);
        }
        starts[n++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, n);
  }
}
