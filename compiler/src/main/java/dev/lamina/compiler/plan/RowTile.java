package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.loop.Expr;

/**
 * Rows of results that Winograd's algorithm computes together. The last tile begins early enough to
 * be whole. Rows of the tile before get other last bits from it, so it does not store them: they go
 * where its first row of its own is stored after them.
 *
 * @param first the first row, before pooling
 * @param known stored rows that are the tile's before it; null where there never are any
 */
record RowTile(Expr first, Expr known) {
  /** Tile {@code number} of {@code rows} rows, pooled in windows of that side. */
  static RowTile of(KernelWriter k, Expr number, int rows, TilePooling pooling) {
    Expr all = mul(number, Winograd.RESULTS);
    Expr first = k.let("first_row", min(all, index(rows - Winograd.RESULTS)));
    boolean overlaps = rows % Winograd.RESULTS != 0;
    return new RowTile(
        first, overlaps ? k.let("known_rows", pooling.stored(sub(all, first))) : null);
  }

  /** Where stored row {@code row} of the tile goes, from the tile's first on. */
  Expr place(int row) {
    return known == null ? index(row) : max(index(row), known);
  }
}
