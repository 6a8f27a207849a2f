package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
  private final Source source = Source.ofText("a.nn", "ab\r\n\tc\rd\n\uD83D\uDE00e");

  @ParameterizedTest
  @CsvSource({"0,1,1", "1,1,2", "4,2,1", "5,2,2", "7,3,1", "9,4,1", "11,4,2", "12,4,3"})
  void positions(int offset, int line, int column) {
    assertEquals(line, source.line(offset));
    assertEquals(column, source.column(offset));
  }

  @Test
  void linesHaveNoTerminator() {
    assertEquals("ab", source.lineText(1));
    assertEquals("\tc", source.lineText(2));
    assertEquals("d", source.lineText(3));
    assertEquals("\uD83D\uDE00e", source.lineText(4));
  }

  @Test
  void aByteOrderMarkIsNoText() {
    assertEquals("relu", Source.ofText("a.nn", "\uFEFFrelu").text());
  }
}
