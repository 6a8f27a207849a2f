package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Expr;
import java.util.List;
import java.util.function.Function;

/** Depthwise convolution, one filter a channel: lanes over channels, a register tile of pixels. */
final class BlockedDepthwiseConv implements Lowering {
  /** Results of a unit at most, of which a micro-kernel's call is a small part. */
  private static final int BAND = 256;

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
    RegisterTiling tiling = DepthwiseRowWriter.tiling(shape.size(-1));
    String tiles = tiling.describe(1);
    KernelWriter k =
        context.kernel(
            "depthwise conv " + tiles + Epilogue.describe(context.node()),
            "depthwise_" + tiles.replace('+', '_'));
    DepthwiseRowWriter writer =
        new DepthwiseRowWriter(context, k, k.array("x", context.input(0)), window(context, k));
    int height = ConvBands.divisor(rows, BAND / shape.size(-1));
    int bands = rows / height;
    BlockRow.each(
        k, 0, blocks, 1, bands, b -> writer.rows(b.at(mul(b.row(), height)), height, tiling));
    k.step(blocks * bands, writer.taps() * (long) height * shape.size(-1) / 8);
  }

  /** Where the window of a row's first result begins. */
  private static Function<BlockRow, Expr> window(LoweringContext context, KernelWriter k) {
    Window window = ((Conv) context.node().layer()).window();
    PlaneStrides input = PlaneStrides.of(context.input(0)).grown(window.padding());
    int down = window.stride().height() * input.rowStride();
    return row ->
        sum(
            mul(row.sample(), k.integer("x_sample", input.buffer().floats())),
            k.integer("x_origin", input.origin()),
            mul(row.block(), k.integer("x_block_stride", input.blockStride())),
            mul(row.row(), k.integer("x_row_stride", down)));
  }
}
