package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.InputConversion;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * Reads an input that lies otherwise in the caller's array: bytes become floats, channels come to
 * the front, straight into the layout and border that the first layer wants, with the element-wise
 * layers behind it.
 */
final class InputLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof InputConversion && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    InputConversion layer = (InputConversion) context.node().layer();
    boolean planes = layer.permutes() || context.output().layout() instanceof Layout.Blocked;
    Writer writer = new Writer(context, layer, planes ? "planes" : "flat");
    if (planes) {
      writer.planes(Window.rowsOf(context.node().shape()));
    } else {
      writer.flat();
    }
  }

  private static final class Writer {
    private final LoweringContext context;
    private final InputConversion layer;
    private final Shape shape;
    private final boolean bytes;
    private final KernelWriter k;
    private final Array x;
    private final Array y;
    private final Epilogue epilogue;

    Writer(LoweringContext context, InputConversion layer, String form) {
      this.context = context;
      this.layer = layer;
      this.shape = context.node().shape();
      this.bytes = layer.element() == Input.Element.UINT8;
      String from = (layer.permutes() ? "nhwc " : "") + layer.element().word();
      this.k =
          context.kernel(
              "from " + from + Epilogue.describe(context.node()),
              "input_" + from.replace(' ', '_') + "_" + form);
      this.x = bytes ? k.bytes("x", context.input(0)) : k.array("x", context.input(0));
      this.y = k.array("y", context.output());
      this.epilogue = context.epilogue(k);
    }

    /** One value of the input as a float. */
    private Expr load(Expr at) {
      return k.let("v", bytes ? Exprs.tableLoad(x, at).toFloat() : Exprs.load(x, at));
    }

    /** Both row-major, in the same order. */
    void flat() {
      int channels = shape.size(0);
      int plane = Math.toIntExact(shape.elements(1, shape.rank()));
      boolean perChannel = plane > 1 && Epilogue.differsByChannel(context.node());
      Runs runs = perChannel ? Runs.channels(channels, plane, 1) : Runs.of(channels * plane, 1);
      runs.write(
          k,
          (sample, unit, element, lanes) -> {
            Expr at = k.let("at", runs.at(k, sample, element));
            Site site = Site.in(sample, element, perChannel ? unit : element);
            k.store(y, at, epilogue.apply(load(at), site));
          });
      k.step(runs.units(), runs.unit());
    }

    /** A unit is a row of all channels. */
    void planes(int rows) {
      int channels = shape.size(0);
      int columns = shape.size(-1);
      int floats = Math.toIntExact(shape.elements());
      boolean permutes = layer.permutes();
      k.units(
          rows,
          (sample, row) -> {
            Expr begin = Exprs.mul(sample, k.integer("elements", floats));
            int length = permutes ? channels * columns : columns;
            Expr from = k.let("from", begin.plus(row.times(k.integer("length", length))));
            k.loop(
                "channel",
                k.integer("channels", channels),
                channel -> {
                  Expr first =
                      permutes ? channel : channel.times(k.integer("in_plane", rows * columns));
                  Expr start = k.let("start", from.plus(first));
                  int step = permutes ? channels : 1;
                  k.loop(
                      "column",
                      k.integer("columns", columns),
                      column -> {
                        Expr next = step == 1 ? column : column.times(k.integer("step", step));
                        pixel(sample, channel, row, column, load(start.plus(next)));
                      });
                });
          });
      k.step(rows, (long) channels * columns);
    }

    private void pixel(Expr sample, Expr channel, Expr row, Expr column, Expr value) {
      Site site = new Site(sample, buffer -> element(buffer, channel, row, column), channel, false);
      Buffer output = context.output();
      Expr begin = sample.times(k.integer("floats", output.floats()));
      Expr at = begin.plus(element(output, channel, row, column));
      k.store(y, at, epilogue.apply(value, site));
    }

    private Expr element(Buffer buffer, Expr channel, Expr row, Expr column) {
      PlaneStrides strides = PlaneStrides.of(buffer);
      int lanes = strides.lanes();
      Expr inRow =
          Exprs.sum(
              k.integer("origin", strides.origin()),
              row.times(k.integer("row_stride", strides.rowStride())),
              column.times(strides.pixelStride()));
      Expr plane = k.integer("plane", strides.blockStride());
      if (lanes == 1) {
        return inRow.plus(channel.times(plane));
      }
      Expr block = channel.div(lanes);
      return Exprs.sum(inRow, block.times(plane), channel.minus(block.times(lanes)));
    }
  }
}
