package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;

/**
 * Depthwise convolution, one filter a channel: lanes over channels, a register tile of pixels. A
 * row of the kernel is written out, so that each input pixel is loaded once for all results that it
 * contributes to; where it is wide, there is one flat loop over the taps.
 */
final class BlockedDepthwiseConv implements Lowering {
  /** Pixels a tile at most; with three weights and a pixel, they stay in 16 registers. */
  private static final int ACCUMULATORS = 8;

  /** Columns of a kernel's row that is written out. */
  private static final int WRITTEN_OUT = 7;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && node.layer() instanceof Conv conv
        && conv.groups() == conv.in()
        && conv.out() == conv.in()
        && conv.in() > 1
        && conv.paddingMode() == PadMode.ZEROS
        && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    Conv conv = (Conv) node.layer();
    Layout input = new Layout.Blocked(target.lanes(), conv.window().padding());
    return List.of(new Layouts(List.of(input), new Layout.Blocked(target.lanes())));
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  @Override
  public void lower(LoweringContext context) {
    Shape shape = context.output().shape();
    int rows = Window.rowsOf(shape);
    int blocks = ((Layout.Blocked) context.output().layout()).blocks(shape);
    RegisterTiling tiling = RegisterTiling.of(shape.size(-1), 1, ACCUMULATORS);
    String tiles = tiling.describe(1);
    KernelWriter k =
        context.kernel(
            "depthwise conv " + tiles + Epilogue.describe(context.node()),
            "depthwise_" + tiles.replace('+', '_'));
    Body body = new Body(context, k);
    BlockRow.each(k, 0, blocks, 1, rows, row -> body.row(row, tiling));
    k.step(blocks * rows, body.taps() * (long) shape.size(-1) / 8);
  }

  private static final class Body {
    private final KernelWriter k;
    private final Conv conv;
    private final int lanes;
    private final PlaneStrides input;
    private final Buffer output;
    private final Array x;
    private final Array w;
    private final Array bias;
    private final Array y;
    private final Epilogue epilogue;
    private Array offsets;

    Body(LoweringContext context, KernelWriter k) {
      this.k = k;
      this.conv = (Conv) context.node().layer();
      this.lanes = context.lanes();
      this.input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
      this.output = context.output();
      this.x = k.array("x", input.buffer());
      this.w = k.array("w", context.packed("weight", weights()));
      this.bias = conv.bias() ? k.array("bias", context.packed("bias", bias())) : null;
      this.y = k.array("y", output);
      this.epilogue = context.epilogue(k);
    }

    int taps() {
      return Math.toIntExact(conv.window().kernel().area());
    }

    void row(BlockRow row, RegisterTiling tiling) {
      Pair stride = conv.window().stride();
      Local xRow =
          k.let(
              "x_row",
              sum(
                  mul(row.sample(), k.integer("x_sample", input.buffer().floats())),
                  k.integer("x_origin", input.origin()),
                  mul(row.block(), k.integer("x_block_stride", input.blockStride())),
                  mul(row.row(), k.integer("x_row_stride", stride.height() * input.rowStride()))));
      Local yRow = k.let("y_row", row.start(k, output));
      Local wBlock = k.let("w_block", mul(row.block(), k.integer("w_stride", taps() * lanes)));
      for (RegisterTiling.Run run : tiling.runs()) {
        k.micro("run_" + run.width(), () -> run(row, run, xRow, yRow, wBlock));
      }
    }

    /** All tiles of a run, in one micro-kernel: a tile alone is shorter than a call. */
    private void run(BlockRow row, RegisterTiling.Run run, Local xRow, Local yRow, Local wBlock) {
      k.loop(
          "tile",
          k.integer("tiles", run.tiles()),
          tile -> {
            Local column =
                k.let("column", add(mul(tile, run.width()), k.integer("start", run.start())));
            tile(row, column, run.width(), xRow, yRow, wBlock);
          });
    }

    private void tile(BlockRow row, Local column, int width, Local xRow, Local yRow, Local wBlock) {
      Expr start =
          bias == null
              ? Exprs.constant(0f, lanes)
              : k.let("bias", load(bias, mul(row.block(), lanes), lanes));
      List<Local> accumulators = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        accumulators.add(k.let("acc", start));
      }
      int step = conv.window().stride().width() * lanes;
      Local xTile = k.let("x_tile", add(xRow, mul(column, step)));
      if (conv.window().kernel().width() <= WRITTEN_OUT) {
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
        k.store(y, sum(yRow, mul(add(column, p), lanes)), value);
      }
    }

    private void kernelRow(Local ky, Local xTile, Local wBlock, List<Local> accumulators) {
      int columns = conv.window().kernel().width();
      Local row =
          k.let("x_row", add(xTile, mul(ky, k.integer("kernel_row_stride", kernelRowStride()))));
      List<Local> weights = new ArrayList<>();
      for (int kx = 0; kx < columns; kx++) {
        Expr at = sum(wBlock, mul(ky, columns * lanes), index(kx * lanes));
        weights.add(k.let("weight", load(w, at, lanes)));
      }
      int stride = conv.window().stride().width();
      int dilation = conv.window().dilation().width();
      int pixels = (accumulators.size() - 1) * stride + (columns - 1) * dilation + 1;
      for (int pixel = 0; pixel < pixels; pixel++) {
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
}
