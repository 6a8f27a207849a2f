package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Pooling of padded row-major planes. A unit of work is a row. Averages are sums divided by the
 * number of elements, which stands in a table where it differs from place to place.
 */
final class PoolKernel {
  private static final int UNROLLED = 16;

  private final Node node;
  private final Window window;
  private final Planes in;
  private final Planes padded;
  private final Planes out;
  private final KernelWriter k;
  private final Array x;
  private final Array y;
  private final Epilogue epilogue;

  PoolKernel(LoweringContext context, Window window, Buffer padded) {
    this.node = context.node();
    this.window = window;
    this.in = Planes.of(context.inputShape(0));
    this.padded = Planes.of(padded.shape());
    this.out = Planes.of(node.shape());
    String size = window.kernel().height() + "x" + window.kernel().width();
    String name = isAverage() ? "avgpool" : "maxpool";
    this.k = context.kernel(name + " " + size + Epilogue.describe(node), name + "_" + size);
    this.x = k.array("x", padded);
    this.y = k.array("y", context.output());
    this.epilogue = context.epilogue(k);
  }

  private boolean isAverage() {
    return node.layer() instanceof AvgPool;
  }

  void write() {
    Expr rows = k.integer("rows", out.rows());
    Array counts =
        isAverage() && counts().stream().distinct().count() > 1
            ? k.table("counts", counts())
            : null;
    int units = out.channels() * out.rows();
    k.units(
        units,
        (sample, unit) -> {
          Expr channel = k.let("channel", Exprs.div(unit, rows));
          Expr row = k.let("row", Exprs.sub(unit, Exprs.mul(channel, rows)));
          Expr plane = Exprs.mul(channel, k.integer("plane", padded.plane()));
          Expr down =
              Exprs.mul(row, k.integer("down", window.stride().height() * padded.columns()));
          Expr sampleAt = Exprs.mul(sample, k.integer("inputs", padded.floats()));
          Expr input = k.let("input", Exprs.sum(sampleAt, plane, down));
          Expr columns = k.integer("columns", out.columns());
          Expr element0 = k.let("element0", Exprs.mul(unit, columns));
          Expr output = Exprs.mul(sample, k.integer("outputs", out.floats()));
          Expr at0 = k.let("at0", Exprs.add(output, element0));
          Expr count0 = k.let("count0", Exprs.mul(row, columns));
          k.loop(
              "column",
              columns,
              column -> {
                Expr first = Exprs.add(input, Exprs.mul(column, window.stride().width()));
                Expr sum = reduce(k.let("first", first));
                Expr result = isAverage() ? divide(sum, counts, Exprs.add(count0, column)) : sum;
                Site site = Site.in(sample, Exprs.add(element0, column), channel);
                k.store(y, Exprs.add(at0, column), epilogue.apply(result, site));
              });
        });
    k.step(units, window.kernel().area() * out.columns() / 2);
  }

  /** The largest, or the sum, of the elements under the window. */
  private Expr reduce(Expr first) {
    int height = window.kernel().height();
    int width = window.kernel().width();
    int down = window.dilation().height() * padded.columns();
    int right = window.dilation().width();
    if (window.kernel().area() > UNROLLED) {
      return loops(first);
    }
    Expr result = null;
    for (int ky = 0; ky < height; ky++) {
      for (int kx = 0; kx < width; kx++) {
        Expr row = Exprs.mul(k.integer("tapDown", down), ky);
        Expr value = Exprs.load(x, Exprs.sum(first, row, Exprs.index(kx * right)));
        result = result == null ? value : combine(result, value);
      }
    }
    return k.let("v", result);
  }

  private Expr loops(Expr first) {
    float start = isAverage() ? 0 : Float.NEGATIVE_INFINITY;
    Local result = k.let("result", Exprs.constant(start, 1));
    Expr down = k.integer("tapDown", window.dilation().height() * padded.columns());
    k.loop(
        "ky",
        k.integer("height", window.kernel().height()),
        ky -> {
          Expr row = k.let("tapRow", Exprs.add(first, Exprs.mul(ky, down)));
          k.loop(
              "kx",
              k.integer("width", window.kernel().width()),
              kx -> {
                Expr at = Exprs.add(row, Exprs.mul(kx, window.dilation().width()));
                k.set(result, combine(result, Exprs.load(x, at)));
              });
        });
    return result;
  }

  private Expr combine(Expr a, Expr b) {
    return isAverage() ? Exprs.add(a, b) : Exprs.max(a, b);
  }

  private Expr divide(Expr sum, Array counts, Expr place) {
    if (counts == null) {
      return Exprs.div(sum, Exprs.constant(counts().get(0), 1));
    }
    Expr count = new Expr.Unary(Expr.UnaryOp.TO_FLOAT, Exprs.tableLoad(counts, place));
    return Exprs.div(sum, count);
  }

  /** What the sum is divided by at each place of a plane of results; 1 where the sum is empty. */
  private List<Integer> counts() {
    AvgPool pool = (AvgPool) node.layer();
    OptionalInt divisor = pool.divisor();
    List<Integer> counts = new ArrayList<>();
    for (int row = 0; row < out.rows(); row++) {
      for (int column = 0; column < out.columns(); column++) {
        counts.add(divisor.isPresent() ? divisor.getAsInt() : count(pool, row, column));
      }
    }
    return counts;
  }

  private int count(AvgPool pool, int row, int column) {
    int top = window.row(row, 0);
    int left = window.column(column, 0);
    int bottom = window.endRow(row, in.rows());
    int right = window.endColumn(column, in.columns());
    if (!pool.countIncludePad()) {
      int height = Math.min(bottom, in.rows()) - Math.max(top, 0);
      int width = Math.min(right, in.columns()) - Math.max(left, 0);
      return Math.max(1, Math.max(0, height) * Math.max(0, width));
    }
    return Math.max(1, (bottom - top) * (right - left));
  }
}
