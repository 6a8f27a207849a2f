package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.unary;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Max and average pooling with lanes over channels. Windows are clipped to the plane; columns whose
 * windows lie inside it are done several at a time.
 */
final class BlockedPool implements Lowering {
  /** Results a tile at most. */
  private static final int TILE = 4;

  /** Columns of a window that are written out. */
  private static final int WRITTEN_OUT = 7;

  static final int WITHOUT_SIGN = 0x7fffffff;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && (node.layer() instanceof MaxPool || node.layer() instanceof AvgPool)
        && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return List.of(Layouts.same(node, new Layout.Blocked(target.lanes())));
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
    Layer layer = context.node().layer();
    String kind = layer instanceof MaxPool ? "max pool" : "average pool";
    KernelWriter k =
        context.kernel(kind + Epilogue.describe(context.node()), kind.replace(' ', '_'));
    Body body = new Body(context, k);
    BlockRow.each(k, 0, blocks, 1, rows, body::row);
    k.step(blocks * rows, body.window.kernel().area() * shape.size(-1) / 2);
  }

  private static final class Body {
    private final KernelWriter k;
    private final int lanes;
    private final PlaneStrides input;
    private final Buffer output;
    private final Window window;
    private final AvgPool average;
    private final int rows;
    private final int columns;
    private final Array x;
    private final Array y;
    private final Epilogue epilogue;

    /**
     * Whether the largest of non-negative values is found by their bits: one instruction. With 512
     * bits it gains nothing, and C2 of Java 17 keeps what a loop leaves in boxes in some starts.
     */
    private final boolean asBits;

    Body(LoweringContext context, KernelWriter k) {
      this.k = k;
      this.lanes = context.lanes();
      this.input = PlaneStrides.of(context.input(0));
      this.output = context.output();
      Layer layer = context.node().layer();
      this.average = layer instanceof AvgPool a ? a : null;
      this.window = average == null ? ((MaxPool) layer).window() : average.window();
      this.rows = Window.rowsOf(input.buffer().shape());
      this.columns = input.buffer().shape().size(-1);
      this.x = k.array("x", input.buffer());
      this.y = k.array("y", output);
      this.epilogue = context.epilogue(k);
      this.asBits =
          average == null
              && context.target() != Target.SIMD512
              && window.dilation().equals(Pair.ONE)
              && NonNegative.holds(context.graph(), context.node().inputs().get(0));
    }

    /** A range of the window's taps, and how much of the window lies over the padded plane. */
    private record Taps(Expr first, Expr from, Expr to, Expr covered) {}

    void row(BlockRow row) {
      Taps vertical =
          taps(
              row.row(),
              window.stride().height(),
              window.padding().top(),
              window.padding().bottom(),
              window.kernel().height(),
              window.dilation().height(),
              rows,
              "y");
      Local xBlock =
          k.let(
              "x_block",
              sum(
                  mul(row.sample(), k.integer("x_sample", input.buffer().floats())),
                  k.integer("x_origin", input.origin()),
                  mul(row.block(), k.integer("x_block_stride", input.blockStride()))));
      Local yRow = k.let("y_row", row.start(k, output));
      int results = output.shape().size(-1);
      int from = Math.min(results, firstInside());
      int to = Math.max(from, Math.min(results, endInside()));
      edge(row, vertical, xBlock, yRow, 0, from);
      if (from < to) {
        for (RegisterTiling.Run run : RegisterTiling.of(to - from, 1, TILE).runs()) {
          k.micro("run_" + run.width(), () -> inside(row, vertical, xBlock, yRow, from, run));
        }
      }
      edge(row, vertical, xBlock, yRow, to, results);
    }

    /** The first column whose window begins inside the plane. */
    private int firstInside() {
      int stride = window.stride().width();
      return (window.padding().left() + stride - 1) / stride;
    }

    /** The end of the columns whose windows end inside the plane. */
    private int endInside() {
      int room = columns - window.extent().width() + window.padding().left();
      return room < 0 ? 0 : room / window.stride().width() + 1;
    }

    /** The results {@code run} from column {@code first} on. */
    private void inside(
        BlockRow row, Taps vertical, Local xBlock, Local yRow, int first, RegisterTiling.Run run) {
      k.loop(
          "tile",
          k.integer("tiles", run.tiles()),
          tile -> {
            Expr start = k.integer("start", first + run.start());
            Local column = k.let("column", add(mul(tile, run.width()), start));
            insideTile(row, vertical, xBlock, yRow, column, run.width());
          });
    }

    private void insideTile(
        BlockRow row, Taps vertical, Local xBlock, Local yRow, Local column, int width) {
      List<Local> results = new ArrayList<>();
      for (int p = 0; p < width; p++) {
        results.add(k.let("result", identity()));
      }
      Expr left = sub(mul(column, window.stride().width()), k.integer("pad_left", padLeft()));
      Local xTile = k.let("x_tile", add(xBlock, mul(left, lanes)));
      k.loop(
          "ky",
          vertical.from(),
          vertical.to(),
          1,
          ky -> windowRow(k.let("at", add(xTile, tapRow(vertical, ky))), results));
      Expr covered = index(window.kernel().width());
      Taps horizontal = new Taps(null, index(0), covered, covered);
      for (int p = 0; p < width; p++) {
        finish(row, vertical, horizontal, yRow, add(column, p), results.get(p));
      }
    }

    private int padLeft() {
      return window.padding().left();
    }

    /** A row of the windows: each pixel is loaded once for all results that it contributes to. */
    private void windowRow(Local at, List<Local> results) {
      int stride = window.stride().width();
      int dilation = window.dilation().width();
      int columns = window.kernel().width();
      if (columns > WRITTEN_OUT) {
        k.loop(
            "kx",
            index(columns),
            kx -> {
              Local tap = k.let("tap", add(at, mul(kx, dilation * lanes)));
              for (int p = 0; p < results.size(); p++) {
                k.set(results.get(p), combine(results.get(p), element(tap, p * stride)));
              }
            });
        return;
      }
      int pixels = (results.size() - 1) * stride + (columns - 1) * dilation + 1;
      for (int pixel = 0; pixel < pixels; pixel++) {
        Local element = null;
        for (int kx = 0; kx < columns; kx++) {
          int first = pixel - kx * dilation;
          if (first >= 0 && first % stride == 0 && first / stride < results.size()) {
            element = element == null ? k.let("element", element(at, pixel)) : element;
            Local result = results.get(first / stride);
            k.set(result, combine(result, element));
          }
        }
      }
    }

    private void edge(BlockRow row, Taps vertical, Local xBlock, Local yRow, int from, int to) {
      if (from == to) {
        return;
      }
      k.loop(
          "column",
          k.integer("from_column", from),
          k.integer("to_column", to),
          1,
          column -> edgeColumn(row, vertical, xBlock, yRow, column));
    }

    /** All taps in one loop: C2 keeps a vector that two nested loops add to in a box. */
    private void edgeColumn(BlockRow row, Taps vertical, Local xBlock, Local yRow, Local column) {
      Taps horizontal =
          taps(
              column,
              window.stride().width(),
              window.padding().left(),
              window.padding().right(),
              window.kernel().width(),
              window.dilation().width(),
              columns,
              "x");
      Local result = k.let("result", identity());
      Local across = k.let("across", sub(horizontal.to(), horizontal.from()));
      k.loop(
          "tap",
          k.let("taps", mul(sub(vertical.to(), vertical.from()), across)),
          tap -> {
            Local down = k.let("down", div(tap, across));
            Local ky = k.let("ky", add(vertical.from(), down));
            Expr kx = add(horizontal.from(), sub(tap, mul(down, across)));
            Expr first = add(horizontal.first(), mul(kx, window.dilation().width()));
            Local at = k.let("at", sum(xBlock, tapRow(vertical, ky), mul(first, lanes)));
            k.set(result, combine(result, element(at, 0)));
          });
      finish(row, vertical, horizontal, yRow, column, result);
    }

    private Expr tapRow(Taps vertical, Local ky) {
      Expr row = add(vertical.first(), mul(ky, window.dilation().height()));
      return mul(row, k.integer("row_stride", input.rowStride()));
    }

    /** The taps of the window at {@code place} that lie in the plane. */
    private Taps taps(
        Expr place,
        int stride,
        int before,
        int after,
        int kernel,
        int dilation,
        int size,
        String axis) {
      Local first =
          k.let(
              "first_" + axis,
              sub(
                  mul(place, k.integer("stride_" + axis, stride)),
                  k.integer("pad_" + axis, before)));
      Local plane = k.integer("size_" + axis, size);
      Expr d = index(dilation);
      Local from = k.let("from_" + axis, div(max(sub(index(dilation - 1), first), index(0)), d));
      Local to =
          k.let(
              "to_" + axis,
              min(index(kernel), div(max(sub(add(plane, dilation - 1), first), index(0)), d)));
      Expr covered = min(index(kernel), sub(add(plane, k.integer("after_" + axis, after)), first));
      return new Taps(first, from, to, covered);
    }

    /**
     * What is combined: of values that are not negative, the raw bits, which order as they do. A
     * NaN may have a sign, which Java 17's {@code Math.abs} leaves there.
     */
    private Expr element(Expr at, int pixel) {
      Expr value = load(x, add(at, pixel * lanes), lanes);
      return asBits ? value.bits().and(WITHOUT_SIGN) : value;
    }

    private Expr identity() {
      if (asBits) {
        return new Expr.IntConst(0, Type.ints(lanes));
      }
      return constant(average == null ? Float.NEGATIVE_INFINITY : 0f, lanes);
    }

    private Expr combine(Expr result, Expr element) {
      return average == null ? max(result, element) : add(result, element);
    }

    private void finish(
        BlockRow row, Taps vertical, Taps horizontal, Local yRow, Expr column, Expr result) {
      Expr pooled = asBits ? result.fromBits() : result;
      if (average != null) {
        pooled = div(result, divisor(vertical, horizontal));
      }
      Site site = Site.across(row.sample(), row.element(k, 0, column), mul(row.block(), lanes));
      k.store(y, add(yRow, mul(column, lanes)), epilogue.apply(pooled, site));
    }

    private Expr divisor(Taps vertical, Taps horizontal) {
      if (average.divisor().isPresent()) {
        return constant((float) average.divisor().getAsInt(), lanes);
      }
      Expr area =
          average.countIncludePad()
              ? mul(vertical.covered(), horizontal.covered())
              : max(
                  mul(sub(vertical.to(), vertical.from()), sub(horizontal.to(), horizontal.from())),
                  index(1));
      return splat(k.let("area", unary(Expr.UnaryOp.TO_FLOAT, area)), lanes);
    }
  }
}
