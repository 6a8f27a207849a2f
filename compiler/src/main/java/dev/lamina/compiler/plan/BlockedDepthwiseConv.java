package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
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
 * Depthwise convolution, one filter a channel: lanes over channels, a register tile of pixels, one
 * flat loop over the taps.
 */
final class BlockedDepthwiseConv implements Lowering {
  /** Pixels a tile at most: every tap loads one vector a pixel, so that more would not help. */
  private static final int ACCUMULATORS = 10;

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
    private final Array offsets;
    private final Array bias;
    private final Array y;
    private final Epilogue epilogue;

    Body(LoweringContext context, KernelWriter k) {
      this.k = k;
      this.conv = (Conv) context.node().layer();
      this.lanes = context.lanes();
      this.input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
      this.output = context.output();
      this.x = k.array("x", input.buffer());
      this.w = k.array("w", context.packed("weight", weights()));
      this.offsets = k.table("offsets", offsets());
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
        k.loop(
            "tile",
            k.integer("tiles", run.tiles()),
            tile -> {
              Local column =
                  k.let("column", add(mul(tile, run.width()), k.integer("start", run.start())));
              k.micro(
                  "tile_" + run.width(), () -> tile(row, column, run.width(), xRow, yRow, wBlock));
            });
      }
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
      k.loop(
          "t",
          k.integer("taps", taps()),
          t -> {
            Local at = k.let("at", add(xTile, tableLoad(offsets, t)));
            Local weight = k.let("weight", load(w, add(wBlock, mul(t, lanes)), lanes));
            for (int p = 0; p < width; p++) {
              Local accumulator = accumulators.get(p);
              k.set(accumulator, fma(load(x, add(at, p * step), lanes), weight, accumulator));
            }
          });
      for (int p = 0; p < width; p++) {
        Site site =
            Site.across(row.sample(), row.element(k, 0, add(column, p)), mul(row.block(), lanes));
        Expr value = epilogue.apply(accumulators.get(p), site);
        k.store(y, sum(yRow, mul(add(column, p), lanes)), value);
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

    private List<Integer> offsets() {
      Pair dilation = conv.window().dilation();
      List<Integer> offsets = new ArrayList<>();
      for (int ky = 0; ky < conv.window().kernel().height(); ky++) {
        for (int kx = 0; kx < conv.window().kernel().width(); kx++) {
          offsets.add(ky * dilation.height() * input.rowStride() + kx * dilation.width() * lanes);
        }
      }
      return offsets;
    }
  }
}
