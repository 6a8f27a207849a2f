package dev.lamina.compiler.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text in aligned columns. Where they are wider than the terminal, cells of columns that may be
 * narrower go on in the next line.
 */
final class Table {
  private static final String GAP = "  ";

  /** Where a line may end: behind these. */
  private static final String BREAKS = " +,./_";

  /** Pieces of more characters are broken anywhere. */
  private static final int LONG = 20;

  private final int width;
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param head its heading
   * @param number whether its cells end, rather than begin, under one another
   * @param broken whether long cells may go on in the next line
   */
  record Column(String head, boolean number, boolean broken) {
    static Column text(String head) {
      return new Column(head, false, false);
    }

    static Column broken(String head) {
      return new Column(head, false, true);
    }

    static Column number(String head) {
      return new Column(head, true, false);
    }
  }

  Table(int width, List<Column> columns) {
    this.width = width;
    this.columns = List.copyOf(columns);
  }

  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  String text() {
    int[] widths = widths();
    StringBuilder out = new StringBuilder();
    append(out, columns.stream().map(Column::head).toList(), widths);
    append(out, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    rows.forEach(row -> append(out, row, widths));
    return out.toString();
  }

  /** As wide as the cells are, then the widest that may be made narrower is, again and again. */
  private int[] widths() {
    int[] widths = columns.stream().mapToInt(c -> c.head().length()).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int[] least = least(widths);
    int surplus = Arrays.stream(widths).sum() + (widths.length - 1) * GAP.length() - width;
    for (; surplus > 0; surplus--) {
      int widest = widest(widths, least);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  /** How narrow columns may be: no piece that has no place to break is broken, unless very long. */
  private int[] least(int[] widths) {
    int[] least = widths.clone();
    for (int i = 0; i < least.length; i++) {
      if (columns.get(i).broken()) {
        least[i] = columns.get(i).head().length();
        for (List<String> row : rows) {
          least[i] = Math.max(least[i], Math.min(LONG, longestPiece(row.get(i))));
        }
      }
    }
    return least;
  }

  private static int longestPiece(String text) {
    int longest = 0;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      longest = Math.max(longest, i + 1 - begin);
      begin = i > 0 && BREAKS.indexOf(text.charAt(i)) >= 0 ? i + 1 : begin;
    }
    return longest;
  }

  private static int widest(int[] widths, int[] least) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private void append(StringBuilder out, List<String> cells, int[] widths) {
    List<List<String>> lines = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      lines.add(wrap(cells.get(i), widths[i]));
      height = Math.max(height, lines.get(i).size());
    }
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = line < lines.get(i).size() ? lines.get(i).get(line) : "";
        String space = " ".repeat(widths[i] - cell.length());
        text.append(columns.get(i).number() ? space + cell : cell + space).append(GAP);
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  /** The text in lines of at most that many characters; leading spaces are repeated. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    String indent = text.substring(0, text.length() - text.stripLeading().length());
    while (rest.length() > width) {
      int end = width;
      while (end > indent.length() + 1 && BREAKS.indexOf(rest.charAt(end - 1)) < 0) {
        end--;
      }
      boolean unbroken = end <= indent.length() + 1;
      end = unbroken ? width : end;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = indent + rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
