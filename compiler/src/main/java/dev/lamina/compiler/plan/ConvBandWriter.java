package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Writes bands of rows of results of one group of blocks, for {@link BlockedConvKernel}: into the
 * result of its context, of which every row has a place.
 */
final class ConvBandWriter {
  private final LoweringContext context;
  private final PlaneStrides output;
  private final int lanes;
  private final int columns;
  private final KernelWriter k;
  private final ConvSchedule schedule;
  private final ProductLoop.Shape loop;
  private final int vectors;
  private final ConvRegisterTile tile;
  private final Array y;
  private final Epilogue epilogue;
  private final Array bias;
  private final UnaryOperator<BlockRow> place;

  /**
   * Writes into {@code y}.
   *
   * @param context whose result is where {@code place} says
   * @param place the row of the context's result that a row of the layer's becomes
   */
  ConvBandWriter(
      LoweringContext context,
      KernelWriter k,
      BlockedConvWeights weights,
      ConvSchedule schedule,
      Array y,
      UnaryOperator<BlockRow> place) {
    this.context = context;
    this.output = PlaneStrides.blocked(context.output());
    this.lanes = context.lanes();
    this.columns = context.output().shape().size(-1);
    this.place = place;
    this.k = k;
    this.schedule = schedule;
    this.loop = schedule.loop();
    this.vectors = loop.vectors();
    this.tile = new ConvRegisterTile(context, k, weights, loop);
    this.y = y;
    this.bias =
        weights.conv().bias() ? k.array("bias", context.packed("bias", weights.bias())) : null;
    this.epilogue = context.epilogue(k);
  }

  /** The results of a band, from a row on. */
  void band(BlockRow top) {
    if (schedule.blocks().count() == 1) {
      allTaps(top);
    } else {
      blockByBlock(top);
    }
    if (schedule.finishesApart()) {
      finish(top);
    }
  }

  /** Each with all its taps. */
  private void allTaps(BlockRow top) {
    Local wGroup = k.let("w_group", tile.wGroup(top));
    eachTile(
        "tile",
        top,
        (place, shape) -> {
          List<Local> accumulators = accumulators(place.row(), shape.pixels());
          tile.addAll(place.x(), wGroup, shape, accumulators);
          for (int i = 0; i < accumulators.size(); i++) {
            if (schedule.finishesApart()) {
              k.store(y, y(place, i, shape), accumulators.get(i));
            } else {
              finish(place, i, shape, accumulators.get(i));
            }
          }
        });
  }

  /** Block by block of taps, of which the sums so far are kept in the result. */
  private void blockByBlock(BlockRow top) {
    eachRow(
        "start",
        top,
        place -> {
          List<Expr> start = start(place.row());
          for (int v = 0; v < vectors; v++) {
            k.store(y, y(place, v), start.get(v));
          }
        });
    Local wGroup = k.let("w_group", tile.wGroup(top));
    Local taps = tile.steps();
    int size = loop.steps(schedule.blocks().size());
    k.loop(
        "from_tap",
        index(0),
        taps,
        size,
        from -> {
          Local to = k.let("to_tap", min(add(from, k.integer("tap_block", size)), taps));
          eachTile("add", top, (place, shape) -> addTaps(from, to, place, shape, wGroup));
        });
  }

  private void finish(BlockRow top) {
    eachRow(
        "finish",
        top,
        place -> {
          for (int v = 0; v < vectors; v++) {
            Local sum = k.let("sum", load(y, y(place, v), lanes));
            finish(place, v, new PlaneTiling.Tile(1, 1), sum);
          }
        });
  }

  private void addTaps(Local from, Local to, Place place, PlaneTiling.Tile shape, Local wGroup) {
    List<Local> accumulators = new ArrayList<>();
    for (int i = 0; i < shape.pixels() * vectors; i++) {
      accumulators.add(k.let("acc", load(y, y(place, i, shape), lanes)));
    }
    tile.addSteps(from, to, place.x(), wGroup, shape, accumulators);
    for (int i = 0; i < accumulators.size(); i++) {
      k.store(y, y(place, i, shape), accumulators.get(i));
    }
  }

  /**
   * Where a tile is.
   *
   * @param row its first row
   * @param column its first column
   * @param x where the window of its first pixel begins
   * @param y where its first result lies
   */
  private record Place(BlockRow row, Local column, Local x, Local y) {}

  /** What is done with a tile. */
  private interface TileBody {
    void at(Place place, PlaneTiling.Tile shape);
  }

  /** A micro-kernel for each tile. */
  private void eachTile(String name, BlockRow top, TileBody body) {
    for (PlaneTiling.Region region : schedule.tiling().regions()) {
      PlaneTiling.Tile shape = region.tile();
      times(
          "down",
          region.down(),
          n -> {
            Expr r = add(mul(n, shape.rows()), region.row());
            BlockRow row = top.at(k.let("row", add(top.row(), r)));
            Local xRow = k.let("x_row", tile.xRow(row));
            Local yRow = k.let("y_row", place.apply(row).start(k, output.buffer()));
            times(
                "tile",
                region.across(),
                m -> {
                  Expr c = add(mul(m, shape.columns()), size("start", region.column()));
                  Place place = place(row, k.let("column", c), xRow, yRow);
                  k.micro(name + "_" + shape + "x" + vectors, () -> body.at(place, shape));
                });
          });
    }
  }

  private void times(String name, int count, Consumer<Expr> body) {
    if (count == 1) {
      body.accept(index(0));
    } else {
      k.loop(name, size(name + "s", count), body::accept);
    }
  }

  /** A parameter; a constant where there would be more than a compiled method can take. */
  private Expr size(String name, int value) {
    boolean many = schedule.tiling().regions().size() > 1 || context.buffers().size() > 2;
    return many ? index(value) : k.integer(name, value);
  }

  private Place place(BlockRow row, Local column, Local xRow, Local yRow) {
    return new Place(
        row,
        column,
        k.let("x_tile", tile.xTile(xRow, column)),
        k.let("y_tile", add(yRow, mul(column, lanes))));
  }

  /** A micro-kernel for each row of a plane, which goes through its pixels. */
  private void eachRow(String name, BlockRow top, Consumer<Place> body) {
    times(
        "row",
        schedule.rows(),
        r -> {
          BlockRow row = top.at(k.let("row", add(top.row(), r)));
          Local xRow = k.let("x_row", tile.xRow(row));
          Local yRow = k.let("y_row", place.apply(row).start(k, output.buffer()));
          k.micro(
              name,
              () ->
                  k.loop(
                      "column",
                      k.integer("columns", schedule.columns(columns)),
                      column -> body.accept(place(row, column, xRow, yRow))));
        });
  }

  /** What accumulators start with. */
  private List<Expr> start(BlockRow row) {
    List<Expr> start = new ArrayList<>();
    for (int v = 0; v < vectors; v++) {
      start.add(
          bias == null
              ? Exprs.constant(0f, lanes)
              : k.let("bias", load(bias, mul(add(row.block(), v), lanes), lanes)));
    }
    return start;
  }

  private List<Local> accumulators(BlockRow row, int pixels) {
    List<Expr> start = start(row);
    List<Local> accumulators = new ArrayList<>();
    for (int i = 0; i < pixels * vectors; i++) {
      accumulators.add(k.let("acc", start.get(i % vectors)));
    }
    return accumulators;
  }

  private Expr y(Place place, int v) {
    return y(place, v, new PlaneTiling.Tile(1, 1));
  }

  /** Where result {@code i} of a tile lies. */
  private Expr y(Place place, int i, PlaneTiling.Tile shape) {
    int pixel = i / vectors;
    Expr row = place.y();
    if (pixel >= shape.columns()) {
      row = add(row, mul(index(pixel / shape.columns()), k.integer("y_down", output.rowStride())));
    }
    return sum(
        row,
        mul(index(i % vectors), k.integer("block_stride", output.blockStride())),
        index(pixel % shape.columns() * lanes));
  }

  /** Applies the fused layers to result {@code i} of a tile, and stores it. */
  private void finish(Place place, int i, PlaneTiling.Tile shape, Local sum) {
    int pixel = i / vectors;
    int vector = i % vectors;
    BlockRow row = place.row().at(add(place.row().row(), pixel / shape.columns()));
    Expr column = add(place.column(), pixel % shape.columns());
    Expr channel = mul(add(row.block(), vector), lanes);
    Site site = Site.across(row.sample(), row.element(k, vector, column), channel);
    k.store(y, y(place, i, shape), epilogue.apply(sum, site));
  }
}
