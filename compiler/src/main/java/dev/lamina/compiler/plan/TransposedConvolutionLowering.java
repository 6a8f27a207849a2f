package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * Transposed convolution, each result gathered from the inputs that reach it: as many interleaved
 * convolutions of stride 1 as the stride is wide. Columns read beyond the input are zeros in a
 * copy.
 */
final class TransposedConvolutionLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof ConvTranspose && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    ConvTranspose layer = (ConvTranspose) context.node().layer();
    Shape in = context.inputShape(0);
    Shape out = layer.shape(List.of(in));
    Window w = layer.window();
    TransposedGeometry rows =
        new TransposedGeometry(
            Window.rowsOf(in),
            Window.rowsOf(out),
            w.kernel().height(),
            w.stride().height(),
            w.padding().top(),
            w.dilation().height());
    TransposedGeometry columns =
        new TransposedGeometry(
            in.size(-1),
            out.size(-1),
            w.kernel().width(),
            w.stride().width(),
            w.padding().left(),
            w.dilation().width());
    if (!TransposedConvolutionWriter.accepts(columns)) {
      new TransposedConvolutionByTaps(context, layer, rows, columns).write();
      return;
    }
    Buffer padded =
        ZeroColumns.around(context, context.input(0), columns.before(), columns.behind());
    new TransposedConvolutionWriter(context, layer, rows, columns, padded).write();
  }
}
