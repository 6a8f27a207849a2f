package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.cli.Table.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table(int width) {
    Table table = new Table(width, List.of(Column.broken("kernel"), Column.number("time")));
    table.row(List.of("row-major to planes + direct conv 5x2+4x2, relu", "12.5 us"));
    table.row(List.of("  copy", "3 ns"));
    return table;
  }

  @Test
  void breaksCellsWhereTheTerminalIsNarrow() {
    assertEquals(
        """
        kernel                   time
        --------------------  -------
        row-major to planes   12.5 us
        + direct conv 5x2+
        4x2, relu
          copy                   3 ns
        """,
        table(29).text());
  }

  @Test
  void leavesThemWholeWhereThereIsRoom() {
    assertEquals(4, table(80).text().lines().count());
  }

  @Test
  void losesNoCharacter() {
    String text = "winograd F(4x4, 3x3) 5x2+4x2, +, relu, " + "x".repeat(70);
    for (int width = 8; width < 130; width++) {
      int most = width;
      List<String> lines = Table.wrap(text, width);
      lines.forEach(line -> assertEquals(Math.min(most, line.length()), line.length(), line));
      assertEquals(text.replace(" ", ""), String.join("", lines).replace(" ", ""));
    }
  }
}
