package dev.lamina.compiler.cli;

import dev.lamina.compiler.Explanation;
import dev.lamina.compiler.cli.Table.Column;
import java.util.List;

/** An explanation as a table. */
final class ExplanationTable {
  private static final int NARROWEST_LAYER = 28;
  private static final int NARROWEST_KERNEL = 28;

  private ExplanationTable() {}

  /** The table, in that many columns where names are not very long. */
  static String of(Explanation explanation, int width) {
    Table table =
        new Table(
            width,
            List.of(
                Column.text("name"),
                Column.text("layer"),
                Column.text("output"),
                Column.number("parameters"),
                Column.number("mult-adds"),
                Column.broken("kernel")));
    int layer = layerWidth(explanation, width);
    explanation.rows().forEach(row -> table.row(cells(row, layer)));
    StringBuilder out = new StringBuilder();
    out.append(explanation.className()).append(" on ").append(explanation.target().id());
    out.append("\n\n").append(table.text()).append('\n');
    total(out, "parameters", Units.count(explanation.parameters()));
    total(out, "mult-adds", Units.scaled(explanation.multiplyAdds()) + " a sample");
    total(out, "weights", Units.bytes(explanation.weightBytes()) + " packed");
    total(out, "scratch", Units.bytes(explanation.scratchBytes()) + " a call");
    return out.toString();
  }

  private static void total(StringBuilder out, String name, String value) {
    out.append(String.format("%-12s%s%n", name, value).replace("\r", ""));
  }

  private static List<String> cells(Explanation.Row row, int layerWidth) {
    return List.of(
        row.name(),
        layer(row.layer(), layerWidth),
        row.shape(),
        row.parameters() == 0 ? "" : Units.count(row.parameters()),
        row.multiplyAdds() == 0 ? "" : Units.scaled(row.multiplyAdds()),
        row.kernel());
  }

  /** A long one loses its last arguments, of which three dots tell. */
  private static String layer(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    String end = ", ...)";
    int comma = text.lastIndexOf(", ", width - end.length());
    return comma < 0 ? text.substring(0, width - 3) + "..." : text.substring(0, comma) + end;
  }

  /** What the other columns leave, if the kernels take their least. */
  private static int layerWidth(Explanation explanation, int width) {
    int widest = 0;
    int others = 0;
    for (Explanation.Row row : explanation.rows()) {
      widest = Math.max(widest, row.layer().length());
      others = Math.max(others, row.name().length() + row.shape().length());
    }
    int numbers = "parameters".length() + "mult-adds".length() + 10;
    int left = width - others - numbers - NARROWEST_KERNEL;
    return Math.min(widest, Math.max(NARROWEST_LAYER, left));
  }
}
