package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes rows of results of one block of channels, for {@link BlockedDepthwiseConv}. A row of the
 * kernel is written out, so that each input pixel is loaded once for all results that it
 * contributes to; where it is wide, there is one flat loop over the taps.
 */
final class DepthwiseRowWriter {
  /** Pixels a tile at most; with three weights and a pixel, they stay in 16 registers. */
  private static final int ACCUMULATORS = 7;

  /**
   * Calls of the Vector API in code that is written out, at most: with more, C1 of Java 17 gives up
   * ("out of virtual registers").
   */
  private static final int CALLS = 151;

  /** Columns of a kernel's row that is written out. */
  private static final int WRITTEN_OUT = 7;

  private final KernelWriter k;
  private final Node node;
  private final Conv conv;
  private final int lanes;
  private final PlaneStrides input;
  private final Buffer output;
  private final Array x;
  private final Function<BlockRow, Expr> window;
  private final Array w;
  private final Array bias;
  private final Array y;
  private final Epilogue epilogue;
  private Array offsets;

  /** How rows of {@code columns} results are cut. */
  static RegisterTiling tiling(int columns) {
    return RegisterTiling.of(columns, 1, ACCUMULATORS);
  }

  /**
   * Reads from {@code x}.
   *
   * @param window where the window of a row's first result begins in it
   */
  DepthwiseRowWriter(
      LoweringContext context, KernelWriter k, Array x, Function<BlockRow, Expr> window) {
    this.k = k;
    this.node = context.node();
    this.conv = (Conv) node.layer();
    this.lanes = context.lanes();
    this.input = PlaneStrides.of(context.input(0));
    this.output = context.output();
    this.x = x;
    this.window = window;
    this.w = k.array("w", context.packed("weight", weights()));
    this.bias = conv.bias() ? k.array("bias", context.packed("bias", bias())) : null;
    this.y = k.array("y", output);
    this.epilogue = context.epilogue(k);
  }

  int taps() {
    return Math.toIntExact(conv.window().kernel().area());
  }

  /** {@code count} rows from {@code top} on, in one micro-kernel: a tile is shorter than a call. */
  void rows(BlockRow top, int count, RegisterTiling tiling) {
    Local xTop = k.let("x_top", window.apply(top));
    Local yTop = k.let("y_top", top.start(k, output));
    Local wBlock = k.let("w_block", mul(top.block(), k.integer("w_stride", taps() * lanes)));
    for (RegisterTiling.Run run : tiling.runs()) {
      k.micro(
          "run_" + run.width(),
          () -> eachRow(count, n -> run(run, place(n, top, xTop, yTop), wBlock)));
    }
  }

  private void eachRow(int count, Consumer<Expr> body) {
    if (count == 1) {
      body.accept(index(0));
    } else {
      k.loop("n", k.integer("count", count), body::accept);
    }
  }

  /**
   * Where a row is.
   *
   * @param row the row
   * @param x where the window of its first result begins
   * @param y where its first result lies
   */
  private record Place(BlockRow row, Expr x, Expr y) {}

  /** Row {@code n} from {@code top} on. */
  private Place place(Expr n, BlockRow top, Local xTop, Local yTop) {
    int down = conv.window().stride().height() * input.rowStride();
    return new Place(
        top.at(add(top.row(), n)),
        k.let("x_row", add(xTop, mul(n, k.integer("x_down", down)))),
        k.let(
            "y_row", add(yTop, mul(n, k.integer("y_down", PlaneStrides.of(output).rowStride())))));
  }

  /** All tiles of a run. */
  private void run(RegisterTiling.Run run, Place place, Local wBlock) {
    k.loop(
        "tile",
        k.integer("tiles", run.tiles()),
        tile -> {
          Local column =
              k.let("column", add(mul(tile, run.width()), k.integer("start", run.start())));
          tile(place, column, run.width(), wBlock);
        });
  }

  private void tile(Place place, Local column, int width, Local wBlock) {
    BlockRow row = place.row();
    Expr start =
        bias == null
            ? Exprs.constant(0f, lanes)
            : k.let("bias", load(bias, mul(row.block(), lanes), lanes));
    List<Local> accumulators = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      accumulators.add(k.let("acc", start));
    }
    int step = conv.window().stride().width() * lanes;
    Local xTile = k.let("x_tile", add(place.x(), mul(column, step)));
    if (isWrittenOut(width)) {
      for (int ky = 0; ky < conv.window().kernel().height(); ky++) {
        if (ky > 0) {
          k.fence();
        }
        kernelRow(index(ky), xTile, wBlock, accumulators);
      }
    } else if (conv.window().kernel().width() <= WRITTEN_OUT) {
      k.loop(
          "ky",
          k.integer("kernel_rows", conv.window().kernel().height()),
          ky -> kernelRow(ky, xTile, wBlock, accumulators));
    } else {
      k.loop("t", k.integer("taps", taps()), t -> tap(t, xTile, wBlock, step, accumulators));
    }
    for (int p = 0; p < width; p++) {
      Site site =
          Site.across(row.sample(), row.element(k, 0, add(column, p)), mul(row.block(), lanes));
      Expr value = epilogue.apply(accumulators.get(p), site);
      k.store(y, sum(place.y(), mul(add(column, p), lanes)), value);
    }
  }

  /** Whether all rows of the kernel are written out: a loop over them would be a fourth of it. */
  private boolean isWrittenOut(int width) {
    Pair kernel = conv.window().kernel();
    int ofRow = kernel.width() + pixels(width);
    int ofResult = taps() + 1 + 2 * Epilogue.operations(node);
    return kernel.height() * ofRow + width * ofResult <= CALLS;
  }

  /** Columns of the input that a tile covers. */
  private int pixels(int width) {
    return (width - 1) * conv.window().stride().width() + conv.window().extent().width();
  }

  private void kernelRow(Expr ky, Local xTile, Local wBlock, List<Local> accumulators) {
    int columns = conv.window().kernel().width();
    Local row =
        k.let("x_row", add(xTile, mul(ky, k.integer("kernel_row_stride", kernelRowStride()))));
    List<Local> weights = new ArrayList<>();
    for (int kx = 0; kx < columns; kx++) {
      Expr at = sum(wBlock, mul(ky, columns * lanes), index(kx * lanes));
      weights.add(k.let("weight", load(w, at, lanes)));
    }
    for (int pixel = 0; pixel < pixels(accumulators.size()); pixel++) {
      pixel(row, pixel, weights, accumulators);
    }
  }

  /** Adds what an input pixel contributes to each result. */
  private void pixel(Local row, int pixel, List<Local> weights, List<Local> accumulators) {
    int stride = conv.window().stride().width();
    Local value = null;
    for (int kx = 0; kx < weights.size(); kx++) {
      int first = pixel - kx * conv.window().dilation().width();
      if (first >= 0 && first % stride == 0 && first / stride < accumulators.size()) {
        value = value == null ? k.let("pixel", load(x, add(row, pixel * lanes), lanes)) : value;
        Local accumulator = accumulators.get(first / stride);
        k.set(accumulator, fma(value, weights.get(kx), accumulator));
      }
    }
  }

  private void tap(Local t, Local xTile, Local wBlock, int step, List<Local> accumulators) {
    Local at = k.let("at", add(xTile, tableLoad(offsets(), t)));
    Local weight = k.let("weight", load(w, add(wBlock, mul(t, lanes)), lanes));
    for (int p = 0; p < accumulators.size(); p++) {
      Local accumulator = accumulators.get(p);
      k.set(accumulator, fma(load(x, add(at, p * step), lanes), weight, accumulator));
    }
  }

  /** Blocks of channels, then taps, then channels. */
  private Packing weights() {
    Pair kernel = conv.window().kernel();
    int blocks = (conv.out() + lanes - 1) / lanes;
    List<Dim> dims =
        new ArrayList<>(
            List.of(Packing.blocked(conv.out(), lanes, taps() * lanes, 1), Packing.dim(1, 0)));
    if (conv.window().dimensions() == 2) {
      dims.add(Packing.dim(kernel.height(), kernel.width() * lanes));
    }
    dims.add(Packing.dim(kernel.width(), lanes));
    return Packing.of(blocks * taps() * lanes, dims);
  }

  private Packing bias() {
    int blocks = (conv.out() + lanes - 1) / lanes;
    return Packing.padded(Shape.of(conv.out()), blocks * lanes);
  }

  private int kernelRowStride() {
    return conv.window().dilation().height() * input.rowStride();
  }

  /** Where each tap's input lies, from the first pixel of the window. */
  private Array offsets() {
    if (offsets == null) {
      Pair kernel = conv.window().kernel();
      List<Integer> values = new ArrayList<>();
      for (int ky = 0; ky < kernel.height(); ky++) {
        for (int kx = 0; kx < kernel.width(); kx++) {
          values.add(ky * kernelRowStride() + kx * conv.window().dilation().width() * lanes);
        }
      }
      offsets = k.table("offsets", values);
    }
    return offsets;
  }
}
