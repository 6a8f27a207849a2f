package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import java.util.List;

/** Element-wise layers, with all that is fused into them, in one pass over memory. */
final class ElementwiseLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Elementwise && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Node node = context.node();
    KernelWriter k = context.kernel(node.layer() + Epilogue.describe(node), "elementwise");
    Epilogue epilogue = context.epilogue(k);
    Array x = k.array("x", context.input(0));
    Array y = k.array("y", context.output());
    Shape shape = node.shape();
    int channels = shape.size(0);
    int plane = Math.toIntExact(shape.elements(1, shape.rank()));
    boolean perChannel = plane > 1 && Epilogue.differsByChannel(node);
    Runs runs =
        perChannel
            ? Runs.channels(channels, plane, context.lanes())
            : Runs.of(channels * plane, context.lanes());
    runs.write(
        k,
        (sample, unit, element, lanes) -> {
          Expr at = k.let("at", runs.at(k, sample, element));
          Site site =
              perChannel ? Site.in(sample, element, unit) : Site.across(sample, element, element);
          List<Expr> operands = List.of(k.let("x", Exprs.load(x, at, lanes)));
          Expr value = epilogue.apply(node.layer(), node.weights(), operands, site);
          k.store(y, at, epilogue.apply(value, site));
        });
    k.step(runs.units(), runs.unit() * 2L);
  }
}
