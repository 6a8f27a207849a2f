package dev.lamina.compiler.cli;

import dev.lamina.compiler.Explanation;
import java.util.ArrayList;
import java.util.List;

/** An explanation as a table. */
final class ExplanationTable {
  private static final int WIDEST_LAYER = 44;
  private static final int WIDEST_KERNEL = 60;
  private static final List<String> HEAD =
      List.of("name", "layer", "output", "parameters", "mult-adds", "memory", "kernel");

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
        shortened(row.layer(), WIDEST_LAYER),
        row.shape(),
        row.parameters() == 0 ? "" : Units.count(row.parameters()),
        row.multiplyAdds() == 0 ? "" : Units.scaled(row.multiplyAdds()),
        Units.bytes(row.bytes()),
        shortened(row.kernel(), WIDEST_KERNEL));
  }

  private static String shortened(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 3) + "...";
  }

  private int[] widths() {
    int[] widths = HEAD.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static void append(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - cells.get(i).length());
      boolean number = i >= 3 && i <= 5;
      line.append(number ? space + cells.get(i) : cells.get(i) + space).append("  ");
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
