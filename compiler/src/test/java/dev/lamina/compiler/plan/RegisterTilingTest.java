package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterTilingTest {
  @ParameterizedTest
  @CsvSource({"1, 1x2", "5, 5x2", "10, 5x2", "12, 6x2", "24, 6x2", "56, 6x2+5x2", "224, 6x2+5x2"})
  void prefersTilesThatFillTheRegisters(int columns, String tiles) {
    assertEquals(tiles, RegisterTiling.of(columns, 2, 12).describe(2));
  }

  @Test
  void coversEveryColumnOnce() {
    for (int vectors = 1; vectors <= 2; vectors++) {
      for (int columns = 1; columns <= 300; columns++) {
        int next = 0;
        for (RegisterTiling.Run run : RegisterTiling.of(columns, vectors, 12).runs()) {
          assertEquals(next, run.start());
          assertTrue(run.width() * vectors <= 12, "too many accumulators for " + columns);
          next += run.width() * run.tiles();
        }
        assertEquals(columns, next);
      }
    }
  }
}
