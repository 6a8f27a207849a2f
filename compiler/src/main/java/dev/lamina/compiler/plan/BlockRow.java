package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A row of results of one block of channels: the unit of work of kernels whose lanes run over
 * channels.
 *
 * @param sample the sample
 * @param block the block of channels
 * @param row the row
 */
record BlockRow(Expr sample, Expr block, Expr row) {
  /**
   * The loop over all units asked for: {@code groups} groups of {@code step} blocks, from group
   * {@code first}, of {@code rows} rows each.
   */
  static void each(
      KernelWriter k, int first, int groups, int step, int rows, Consumer<BlockRow> body) {
    k.units(
        groups * rows,
        (sample, unit) -> {
          Local group = k.let("group", Exprs.div(unit, k.integer("rows", rows)));
          Local row = k.let("row", Exprs.sub(unit, mul(group, k.integer("rows", rows))));
          Local block = k.let("block", mul(add(group, k.integer("first", first)), step));
          body.accept(new BlockRow(sample, block, row));
        });
  }

  /** The same units, all blocks of a row before the next row. */
  static void eachByRows(
      KernelWriter k, int first, int groups, int step, int rows, Consumer<BlockRow> body) {
    k.units(
        groups * rows,
        (sample, unit) -> {
          Local row = k.let("row", Exprs.div(unit, k.integer("groups", groups)));
          Local group = k.let("group", Exprs.sub(unit, mul(row, k.integer("groups", groups))));
          Local block = k.let("block", mul(add(group, k.integer("first", first)), step));
          body.accept(new BlockRow(sample, block, row));
        });
  }

  /** Another row of the same block. */
  BlockRow at(Expr other) {
    return new BlockRow(sample, block, other);
  }

  /** Where column {@code column} of block {@code block + further} lies in a sample of a buffer. */
  Function<Buffer, Expr> element(KernelWriter k, int further, Expr column) {
    return buffer -> {
      PlaneStrides strides = PlaneStrides.of(buffer);
      return sum(
          k.integer("origin", strides.origin()),
          mul(add(block, further), k.integer("block_stride", strides.blockStride())),
          mul(row, k.integer("row_stride", strides.rowStride())),
          mul(column, strides.pixelStride()));
    };
  }

  /** Where the row begins in the memory of a buffer. */
  Expr start(KernelWriter k, Buffer buffer) {
    return add(
        mul(sample, k.integer("floats", buffer.floats())),
        element(k, 0, Exprs.index(0)).apply(buffer));
  }
}
