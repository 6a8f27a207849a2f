package dev.lamina.compiler.cli;

import dev.lamina.compiler.Explanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An explanation as a table, of 120 columns where names are not very long. */
final class ExplanationTable {
  private static final int WIDTH = 120;
  private static final int NARROWEST_LAYER = 28;
  private static final int NARROWEST_KERNEL = 28;
  private static final String GAP = "  ";
  private static final List<String> HEAD =
      List.of("name", "layer", "output", "parameters", "mult-adds", "kernel");
  private static final int LAYER = 1;
  private static final int KERNEL = HEAD.size() - 1;

  private final Explanation explanation;
  private final List<List<String>> rows = new ArrayList<>();

  private ExplanationTable(Explanation explanation) {
    this.explanation = explanation;
  }

  static String of(Explanation explanation) {
    return new ExplanationTable(explanation).text();
  }

  private String text() {
    explanation.rows().forEach(row -> rows.add(cells(row)));
    int[] widths = widths();
    StringBuilder out = new StringBuilder();
    out.append(explanation.className()).append(" on ").append(explanation.target().id());
    out.append("\n\n");
    append(out, HEAD, widths);
    append(out, HEAD.stream().map(h -> "-".repeat(widths[HEAD.indexOf(h)])).toList(), widths);
    rows.forEach(row -> append(out, row, widths));
    out.append('\n');
    total(out, "parameters", Units.count(explanation.parameters()));
    total(out, "mult-adds", Units.scaled(explanation.multiplyAdds()) + " a sample");
    total(out, "weights", Units.bytes(explanation.weightBytes()) + " packed");
    total(out, "scratch", Units.bytes(explanation.scratchBytes()) + " a call");
    return out.toString();
  }

  private static void total(StringBuilder out, String name, String value) {
    out.append(String.format("%-12s%s%n", name, value).replace("\r", ""));
  }

  private static List<String> cells(Explanation.Row row) {
    return List.of(
        row.name(),
        row.layer(),
        row.shape(),
        row.parameters() == 0 ? "" : Units.count(row.parameters()),
        row.multiplyAdds() == 0 ? "" : Units.scaled(row.multiplyAdds()),
        row.kernel());
  }

  /** A long one loses its last arguments. */
  private static String layer(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    String end = ", ...)";
    int comma = text.lastIndexOf(", ", width - end.length());
    return comma < 0 ? text.substring(0, width - 3) + "..." : text.substring(0, comma) + end;
  }

  /**
   * Of several steps the last does the layer's own work; those before bring its input into shape.
   */
  private static String kernel(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    String last = text.substring(text.lastIndexOf(" + ") + 1);
    String cut = text.contains(" + ") ? "... " + last : text;
    return cut.length() <= width ? cut : cut.substring(0, width - 3) + "...";
  }

  private int[] widths() {
    int[] widths = HEAD.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    shrink(widths, LAYER, NARROWEST_LAYER, Math.min(widths[KERNEL], NARROWEST_KERNEL));
    shrink(widths, KERNEL, NARROWEST_KERNEL, widths[KERNEL]);
    return widths;
  }

  /** Makes a column as narrow as it must be if the kernels take {@code kernel}. */
  private static void shrink(int[] widths, int column, int narrowest, int kernel) {
    int all = Arrays.stream(widths).sum() + (widths.length - 1) * GAP.length();
    int surplus = all - widths[KERNEL] + kernel - WIDTH;
    int least = Math.min(widths[column], narrowest);
    widths[column] = Math.max(least, widths[column] - Math.max(0, surplus));
  }

  private static String fitted(String cell, int column, int width) {
    return column == LAYER ? layer(cell, width) : column == KERNEL ? kernel(cell, width) : cell;
  }

  private static void append(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = fitted(cells.get(i), i, widths[i]);
      String space = " ".repeat(widths[i] - cell.length());
      boolean number = i == 3 || i == 4;
      line.append(number ? space + cell : cell + space).append(GAP);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
