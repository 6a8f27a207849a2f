package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;

/** Convolutions of every kind on row-major planes, without vectors. */
final class ConvLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Conv && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Conv conv = (Conv) context.node().layer();
    Buffer padded =
        PadKernel.pad(context, context.input(0), conv.window().padding(), conv.paddingMode(), 0);
    if (PlanewiseConv.pays(conv, Planes.of(context.node().shape()))) {
      new PlanewiseConv(context, conv, padded).write();
    } else {
      new ConvKernel(context, conv, padded).write();
    }
  }
}
