package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Concat;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.List;

/**
 * A concatenation of values whose channels fill their blocks: whole rows are copied, unless the
 * value was computed in its place ({@link ConcatParts}).
 */
final class BlockedConcat implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && node.layer() instanceof Concat
        && node.shape().rank() >= 2
        && node.shape().rank() <= 3
        && Epilogue.pooling(node).isEmpty()
        && filled(graph.inputShapes(node), target.lanes());
  }

  /** Whether all operands but the last have a multiple of {@code lanes} channels. */
  private static boolean filled(List<Shape> shapes, int lanes) {
    return shapes.subList(0, shapes.size() - 1).stream().allMatch(s -> s.size(0) % lanes == 0);
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return List.of(Layouts.same(node, new Layout.Blocked(target.lanes())), Layouts.rowMajor(node));
  }

  @Override
  public void lower(LoweringContext context) {
    if (!(context.output().layout() instanceof Layout.Blocked)) {
      new ConcatLowering().lower(context);
      return;
    }
    int begin = 0;
    for (int i = 0; i < context.node().inputs().size(); i++) {
      Buffer input = context.input(i);
      if (!input.equals(context.output().part(begin, input.shape()))) {
        copy(context, input, begin);
      }
      begin += ((Layout.Blocked) context.input(i).layout()).blocks(context.input(i).shape());
    }
  }

  private static void copy(LoweringContext context, Buffer from, int begin) {
    int lanes = context.lanes();
    int rows = Window.rowsOf(from.shape());
    int blocks = ((Layout.Blocked) from.layout()).blocks(from.shape());
    Buffer to = context.output();
    KernelWriter k = context.kernel("copy" + Epilogue.describe(context.node()), "copy_blocks");
    Array x = k.array("x", from);
    Array y = k.array("y", to);
    Epilogue epilogue = context.epilogue(k);
    BlockRow.each(
        k,
        0,
        blocks,
        1,
        rows,
        row -> {
          Local block = k.let("to_block", add(row.block(), k.integer("begin", begin)));
          BlockRow result = new BlockRow(row.sample(), block, row.row());
          Local source = k.let("source", row.start(k, from));
          Local destination = k.let("destination", result.start(k, to));
          k.loop(
              "column",
              k.integer("columns", from.shape().size(-1)),
              column -> {
                Expr offset = mul(column, lanes);
                Site site =
                    Site.across(row.sample(), result.element(k, 0, column), mul(block, lanes));
                Expr value = load(x, add(source, offset), lanes);
                k.store(y, add(destination, offset), epilogue.apply(value, site));
              });
        });
    k.step(blocks * rows, from.shape().size(-1));
  }
}
