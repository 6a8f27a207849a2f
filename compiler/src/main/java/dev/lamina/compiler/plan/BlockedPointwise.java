package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * Element-wise layers and arithmetic with lanes over channels, for values that lie so already. An
 * operand may be one element a channel.
 */
final class BlockedPointwise implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && Epilogue.isPointwise(node.layer())
        && Epilogue.pooling(node).isEmpty()
        && (node.shape().rank() == 2 || node.shape().rank() == 3)
        && graph.inputShapes(node).stream().allMatch(s -> fits(s, node.shape()));
  }

  private static boolean fits(Shape operand, Shape result) {
    return operand.equals(result) || isPerChannel(operand, result);
  }

  private static boolean isPerChannel(Shape operand, Shape result) {
    return operand.size(0) == result.size(0) && operand.elements() == operand.size(0);
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return List.of(Layouts.same(node, new Layout.Blocked(target.lanes())), Layouts.rowMajor(node));
  }

  @Override
  public void lower(LoweringContext context) {
    if (context.output().layout() instanceof Layout.Blocked) {
      new Writer(context).write();
    } else if (context.node().layer() instanceof Elementwise) {
      new ElementwiseLowering().lower(context);
    } else {
      new ArithmeticLowering().lower(context);
    }
  }

  private static final class Writer {
    private final LoweringContext context;
    private final Layer layer;
    private final KernelWriter k;
    private final Buffer output;
    private final List<Array> operands = new ArrayList<>();
    private final Array result;
    private final Epilogue epilogue;

    Writer(LoweringContext context) {
      this.context = context;
      this.layer = context.node().layer();
      this.output = context.output();
      boolean arithmetic = layer instanceof Arithmetic;
      String text = (arithmetic ? "element by element " : "") + layer;
      this.k =
          context.kernel(
              text + Epilogue.describe(context.node()),
              arithmetic ? "arithmetic_blocks" : "elementwise_blocks");
      for (int i = 0; i < context.node().inputs().size(); i++) {
        operands.add(k.array("x", context.input(i)));
      }
      this.result = k.array("y", output);
      this.epilogue = context.epilogue(k);
    }

    void write() {
      Shape shape = output.shape();
      int blocks = ((Layout.Blocked) output.layout()).blocks(shape);
      int rows = Window.rowsOf(shape);
      BlockRow.each(k, 0, blocks, 1, rows, this::row);
      k.step(blocks * rows, shape.size(-1) * 2L);
    }

    private void row(BlockRow row) {
      List<Expr> starts = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        starts.add(k.let("x_row", start(row, context.input(i))));
      }
      Expr to = k.let("y_row", row.start(k, output));
      int lanes = context.lanes();
      k.loop(
          "column",
          k.integer("columns", output.shape().size(-1)),
          column -> {
            List<Expr> values = new ArrayList<>();
            for (int i = 0; i < operands.size(); i++) {
              boolean repeated = !context.input(i).shape().equals(output.shape());
              Expr at = repeated ? starts.get(i) : starts.get(i).plus(column.times(lanes));
              values.add(k.let("x", load(operands.get(i), at, lanes)));
            }
            Site site =
                Site.across(row.sample(), row.element(k, 0, column), row.block().times(lanes));
            Expr value = epilogue.apply(layer, context.node().weights(), values, site);
            k.store(result, to.plus(column.times(lanes)), epilogue.apply(value, site));
          });
    }

    /** Where the row of an operand begins: its only pixel, where it has one a channel. */
    private Expr start(BlockRow row, Buffer operand) {
      if (operand.shape().equals(output.shape())) {
        return row.start(k, operand);
      }
      return new BlockRow(row.sample(), row.block(), index(0)).start(k, operand);
    }
  }
}
