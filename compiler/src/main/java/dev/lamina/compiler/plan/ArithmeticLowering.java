package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Arithmetic with broadcasting: as few nested loops as the operands' strides allow. */
final class ArithmeticLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Arithmetic && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Arithmetic layer = (Arithmetic) context.node().layer();
    List<Shape> shapes = context.inputShapes();
    String text = "element by element " + layer + Epilogue.describe(context.node());
    new Writer(context, context.kernel(text, "arithmetic"), layer, shapes).write();
  }

  private static final class Writer {
    private final LoweringContext context;
    private final KernelWriter k;
    private final Arithmetic layer;
    private final Broadcast loops;
    private final Result result;
    private final List<Source> sources = new ArrayList<>();
    private final int inner;
    private final int chunks;

    Writer(LoweringContext context, KernelWriter k, Arithmetic layer, List<Shape> shapes) {
      this.context = context;
      this.k = k;
      this.layer = layer;
      this.result = new Result(context, k);
      this.loops = Broadcast.of(layer.shape(shapes), shapes).within(result.run());
      this.inner = loops.inner();
      this.chunks = Spans.chunks(inner);
      for (int i = 0; i < shapes.size(); i++) {
        sources.add(Source.input(context, k, i));
      }
    }

    void write() {
      int units = loops.outer() * chunks;
      k.units(
          units,
          (sample, unit) -> {
            Expr row = chunks == 1 ? unit : k.let("row", unit.div(chunks));
            Expr chunk = chunks == 1 ? unit : k.let("chunk", unit.minus(row.times(chunks)));
            row(sample, row, chunk);
          });
      k.step(units, Spans.chunkSize(inner) * sources.size() / context.lanes() + 1L);
    }

    private void row(Expr sample, Expr row, Expr chunk) {
      List<Expr> bases =
          IntStream.range(0, sources.size())
              .mapToObj(i -> (Expr) k.let("base", loops.base(i, row)))
              .toList();
      Expr base = k.let("base", row.times(inner));
      Spans.chunk(
          k,
          chunk,
          inner,
          context.lanes(),
          (i, lanes) -> {
            List<Expr> values = new ArrayList<>();
            for (int s = 0; s < sources.size(); s++) {
              values.add(operand(s, sample, bases.get(s), i, lanes));
            }
            result.store(sample, base.plus(i), combined(values));
          });
    }

    private Expr operand(int source, Expr sample, Expr base, Expr i, int lanes) {
      Source from = sources.get(source);
      return loops.repeated(source)
          ? splat(from.load(sample, base), lanes)
          : from.load(sample, base.plus(i), lanes);
    }

    private Expr combined(List<Expr> values) {
      return values.stream().reduce(this::combine).orElseThrow();
    }

    private Expr combine(Expr a, Expr b) {
      return switch (layer.op()) {
        case ADD -> a.plus(b);
        case SUB -> a.minus(b);
        case MUL -> a.times(b);
        case DIV -> a.div(b);
      };
    }
  }
}
