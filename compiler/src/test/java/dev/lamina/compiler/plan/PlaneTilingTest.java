package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaneTilingTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1x2", "1, 5, 5x2", "5, 1, 5x1x2", "7, 7, 5x2+5x1x2+2x2x2", "10, 10, 5x2"})
  void prefersTilesThatFillTheRegisters(int rows, int columns, String tiles) {
    assertEquals(tiles, PlaneTiling.of(rows, columns, 2, 10).describe(2));
  }

  @Test
  void coversEveryResultOnce() {
    for (int rows = 1; rows <= 16; rows++) {
      for (int columns = 1; columns <= 16; columns++) {
        for (int accumulators : new int[] {10, 14}) {
          check(PlaneTiling.of(rows, columns, 2, accumulators), rows, columns, accumulators);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 49, 4x2+1x2, 4x2",
    "1, 56, 4x2, 4x2",
    "14, 14, 2x2x2, 2x2x2",
    "13, 13, 4x2+4x1x2+1x2, 4x2+4x1x2+1x2",
    "7, 14, 4x2+4x1x2+1x2, 4x2"
  })
  void tilesOfOneSize(int rows, int columns, String exact, String overlapping) {
    assertEquals(exact, PlaneTiling.ofOneSize(rows, columns, 4, false).describe(2));
    assertEquals(overlapping, PlaneTiling.ofOneSize(rows, columns, 4, true).describe(2));
  }

  @Test
  void tilesOfOneSizeCoverEveryResult() {
    for (int rows = 1; rows <= 16; rows++) {
      for (int columns = 1; columns <= 16; columns++) {
        check(PlaneTiling.ofOneSize(rows, columns, 4, false), rows, columns, 8);
        PlaneTiling tiling = PlaneTiling.ofOneSize(rows, columns, 4, true);
        for (int[] row : counts(tiling, rows, columns)) {
          for (int times : row) {
            assertTrue(times > 0, tiling.toString());
          }
        }
      }
    }
  }

  private static void check(PlaneTiling tiling, int rows, int columns, int accumulators) {
    for (PlaneTiling.Region region : tiling.regions()) {
      assertTrue(region.tile().pixels() * 2 <= accumulators, tiling.toString());
    }
    for (int[] row : counts(tiling, rows, columns)) {
      for (int times : row) {
        assertEquals(1, times, tiling.toString());
      }
    }
  }

  /** How often each result is computed. */
  private static int[][] counts(PlaneTiling tiling, int rows, int columns) {
    int[][] count = new int[rows][columns];
    for (PlaneTiling.Region region : tiling.regions()) {
      for (int r = 0; r < region.down() * region.tile().rows(); r++) {
        for (int c = 0; c < region.across() * region.tile().columns(); c++) {
          count[region.row() + r][region.column() + c]++;
        }
      }
    }
    return count;
  }
}
