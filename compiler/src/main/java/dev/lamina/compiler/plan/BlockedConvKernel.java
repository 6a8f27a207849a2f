package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link BlockedConv}. A unit is a row of results of one group of blocks; the tile
 * widths follow {@link RegisterTiling}.
 */
final class BlockedConvKernel {
  private final LoweringContext context;
  private final Conv conv;
  private final PlaneStrides input;
  private final PlaneStrides output;
  private final int lanes;
  private final int packedVectors;
  private final int taps;

  /** For a group of {@code packedVectors} blocks as the weights are packed. */
  BlockedConvKernel(LoweringContext context, Conv conv, PlaneStrides input, int packedVectors) {
    this.context = context;
    this.conv = conv;
    this.input = input;
    this.output = PlaneStrides.blocked(context.output());
    this.lanes = context.lanes();
    this.packedVectors = packedVectors;
    this.taps = Math.toIntExact(conv.in() * conv.window().kernel().area());
  }

  /**
   * Adds the step for {@code groups} groups of {@code vectors} blocks, from group {@code first}.
   */
  void emit(int first, int groups, int vectors) {
    Shape shape = context.output().shape();
    int rows = Window.rowsOf(shape);
    int columns = shape.size(-1);
    RegisterTiling tiling = RegisterTiling.of(columns, vectors, accumulators(context.target()));
    String tiles = tiling.describe(vectors);
    KernelWriter k =
        context.kernel(
            "direct conv " + tiles + Epilogue.describe(context.node()),
            "conv_" + tiles.replace('+', '_'));
    Body body = new Body(k, vectors);
    BlockRow.each(k, first, groups, packedVectors, rows, row -> body.row(row, tiling));
    k.step(groups * rows, (long) taps * columns * vectors * lanes / 40);
  }

  /** How many vector registers hold accumulators; weights and a broadcast need the rest. */
  static int accumulators(Target target) {
    return target == Target.SIMD512 ? 14 : 12;
  }

  private final class Body {
    private final KernelWriter k;
    private final int vectors;
    private final Array x;
    private final Array w;
    private final Array offsets;
    private final Array y;
    private final Epilogue epilogue;
    private final Array bias;

    Body(KernelWriter k, int vectors) {
      this.k = k;
      this.vectors = vectors;
      this.x = k.array("x", input.buffer());
      this.w = k.array("w", context.packed("weight", weights()));
      this.offsets = k.table("offsets", offsets());
      this.y = k.array("y", output.buffer());
      this.bias = conv.bias() ? k.array("bias", context.packed("bias", bias())) : null;
      this.epilogue = context.epilogue(k);
    }

    void row(BlockRow row, RegisterTiling tiling) {
      Local xRow = k.let("x_row", xRow(row));
      Local yRow = k.let("y_row", row.start(k, output.buffer()));
      Local wGroup = k.let("w_group", mul(row.block(), k.integer("w_stride", taps * lanes)));
      for (RegisterTiling.Run run : tiling.runs()) {
        k.loop(
            "tile",
            k.integer("tiles", run.tiles()),
            tile -> {
              Local column =
                  k.let("column", add(mul(tile, run.width()), k.integer("start", run.start())));
              k.micro(
                  "tile_" + run.width() + "x" + vectors,
                  () -> tile(row, column, run.width(), xRow, yRow, wGroup));
            });
      }
    }

    private Expr xRow(BlockRow row) {
      return sum(
          mul(row.sample(), k.integer("x_sample", input.buffer().floats())),
          k.integer("x_origin", input.origin()),
          mul(
              row.row(),
              k.integer("x_row_stride", conv.window().stride().height() * input.rowStride())));
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

    private void tile(BlockRow row, Local column, int width, Local xRow, Local yRow, Local wGroup) {
      List<Expr> start = start(row);
      List<Local> accumulators = new ArrayList<>();
      for (int i = 0; i < width * vectors; i++) {
        accumulators.add(k.let("acc", start.get(i % vectors)));
      }
      int step = conv.window().stride().width() * input.pixelStride();
      Local xTile = k.let("x_tile", add(xRow, mul(column, step)));
      k.loop("t", k.integer("taps", taps), t -> tap(t, xTile, wGroup, step, accumulators));
      Local yTile = k.let("y_tile", add(yRow, mul(column, lanes)));
      for (int i = 0; i < accumulators.size(); i++) {
        finish(row, column, yTile, i, accumulators.get(i));
      }
    }

    private void tap(Local t, Local xTile, Local wGroup, int step, List<Local> accumulators) {
      Local at = k.let("at", add(xTile, tableLoad(offsets, t)));
      Local wAt = k.let("w_at", add(wGroup, mul(t, packedVectors * lanes)));
      List<Local> weights = new ArrayList<>();
      for (int v = 0; v < vectors; v++) {
        weights.add(k.let("weight", load(w, add(wAt, v * lanes), lanes)));
      }
      for (int p = 0; p < accumulators.size() / vectors; p++) {
        Local pixel = k.let("pixel", splat(load(x, add(at, p * step)), lanes));
        for (int v = 0; v < vectors; v++) {
          Local accumulator = accumulators.get(p * vectors + v);
          k.set(accumulator, fma(pixel, weights.get(v), accumulator));
        }
      }
    }

    private void finish(BlockRow row, Local column, Local yTile, int i, Local accumulator) {
      int pixel = i / vectors;
      int vector = i % vectors;
      Expr channel = mul(add(row.block(), vector), lanes);
      Site site = Site.across(row.sample(), row.element(k, vector, add(column, pixel)), channel);
      Expr value = epilogue.apply(accumulator, site);
      Expr offset = mul(index(vector), k.integer("block_stride", output.blockStride()));
      k.store(y, sum(yTile, offset, index(pixel * lanes)), value);
    }
  }

  /**
   * Groups of blocks, then taps, then the group's channels. Where the input's channels fill their
   * blocks, the taps are in the order of memory: block, kernel row, kernel column, lane.
   */
  private Packing weights() {
    Pair kernel = conv.window().kernel();
    int group = packedVectors * lanes;
    int blocks = (conv.out() + group - 1) / group;
    int area = Math.toIntExact(kernel.area());
    int inner = laneOrder() ? input.lanes() : 1;
    Dim out = Packing.blocked(conv.out(), group, taps * group, 1);
    Dim in =
        laneOrder()
            ? new Dim(
                conv.in(),
                List.of(new Term(inner, 0, area * inner * group), new Term(1, inner, group)))
            : Packing.dim(conv.in(), area * group);
    List<Dim> dims = new ArrayList<>(List.of(out, in));
    if (conv.window().dimensions() == 2) {
      dims.add(Packing.dim(kernel.height(), kernel.width() * inner * group));
    }
    dims.add(Packing.dim(kernel.width(), inner * group));
    return Packing.of(Math.multiplyExact(blocks, taps * group), dims);
  }

  private boolean laneOrder() {
    return conv.in() % input.lanes() == 0;
  }

  private Packing bias() {
    int blocks = (conv.out() + lanes - 1) / lanes;
    return Packing.padded(Shape.of(conv.out()), blocks * lanes);
  }

  /** Where each tap's input lies, from the first pixel of the window. */
  private List<Integer> offsets() {
    int inner = laneOrder() ? input.lanes() : 1;
    List<Integer> offsets = new ArrayList<>();
    for (int outer = 0; outer < conv.in(); outer += inner) {
      for (int ky = 0; ky < conv.window().kernel().height(); ky++) {
        for (int kx = 0; kx < conv.window().kernel().width(); kx++) {
          for (int channel = outer; channel < outer + inner; channel++) {
            offsets.add(input.channel(channel) + tap(ky, kx));
          }
        }
      }
    }
    return offsets;
  }

  private int tap(int ky, int kx) {
    Pair dilation = conv.window().dilation();
    return ky * dilation.height() * input.rowStride() + kx * dilation.width() * input.pixelStride();
  }
}
