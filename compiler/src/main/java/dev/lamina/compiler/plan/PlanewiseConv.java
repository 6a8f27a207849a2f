package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Convolution for the JIT's own vectoriser, which takes loops only where every array is indexed by
 * the bare loop variable: a block of output rows lies in one array a channel, the input under a tap
 * is copied into an array of its own, and planes of the one are added, scaled, to planes of the
 * other. The copies of some taps are used by all channels of the group while they are in the
 * first-level cache.
 *
 * <p>Blocks are dealt out to {@link Strands}.
 */
final class PlanewiseConv {
  private static final int CHANNELS_AT_ONCE = 2;
  static final int TAPS_AT_ONCE = 3;

  private final Conv conv;
  private final Window window;
  private final Planes in;
  private final Planes out;
  private final int channels;
  private final int perGroup;
  private final int taps;
  private final PlaneBlocks blocks;

  private final KernelWriter k;
  private final Array x;
  private final Array weights;
  private final Array bias;
  private final Array offsets;
  private final Array y;
  private final Array rows;
  private final Epilogue epilogue;

  PlanewiseConv(LoweringContext context, Conv conv, Buffer padded) {
    this.conv = conv;
    this.window = conv.window();
    this.in = Planes.of(padded.shape());
    this.out = Planes.of(context.node().shape());
    this.channels = conv.in() / conv.groups();
    this.perGroup = conv.out() / conv.groups();
    this.taps = Math.multiplyExact(channels, (int) window.kernel().area());
    this.blocks = PlaneBlocks.choose(conv, in, out);
    this.k =
        context.kernel(
            "planewise conv" + Epilogue.describe(context.node()),
            blocks.flat() ? "planes_flat" : "planes");
    this.x = k.array("x", padded);
    this.weights = k.array("weights", context.packed("weight", weightPacking()));
    this.bias =
        conv.bias()
            ? k.array("bias", context.packed("bias", Packing.of(conv.out(), List.of(outDim(1)))))
            : null;
    this.offsets = k.table("offsets", Taps.offsets(window, channels, in));
    this.y = k.array("y", context.output());
    this.rows = k.rows("rows", Strands.COUNT * rowsPerStrand(), blocks.floats());
    this.epilogue = context.epilogue(k);
  }

  /**
   * Whether the planes are large enough, and shared by enough channels, to be worth their copies.
   */
  static boolean pays(Conv conv, Planes out) {
    return out.plane() >= 32 && conv.out() / conv.groups() >= 4;
  }

  private Dim outDim(int stride) {
    return Packing.dim(conv.out(), stride);
  }

  /** (channel, tap), as PyTorch has them. */
  private Packing weightPacking() {
    List<Dim> dims = new ArrayList<>();
    int area = (int) window.kernel().area();
    dims.add(outDim(taps));
    dims.add(Packing.dim(channels, area));
    if (window.dimensions() == 2) {
      dims.add(Packing.dim(window.kernel().height(), window.kernel().width()));
    }
    dims.add(Packing.dim(window.kernel().width(), 1));
    return Packing.of(Math.multiplyExact(conv.out(), taps), dims);
  }

  private int rowsPerStrand() {
    return perGroup + blocks.copies();
  }

  /** A block of output rows of one sample and group: what all its loops know. */
  private record Block(
      Expr sample, Expr firstChannel, Expr input, Expr row, Expr rowCount, Expr size, Expr space) {}

  void write() {
    Strands.each(k, blocks.count() * conv.groups(), this::item);
    Strands.step(k, (long) taps * conv.out() * out.plane() / 20);
  }

  private void item(Strands.Item item) {
    Expr sample = item.sample();
    Expr inSample = item.number();
    Expr space = k.let("space", Exprs.mul(item.strand(), k.integer("spaces", rowsPerStrand())));
    Expr count = k.integer("blockCount", blocks.count());
    Expr group = conv.groups() == 1 ? Exprs.index(0) : k.let("group", Exprs.div(inSample, count));
    Expr block = Exprs.sub(inSample, Exprs.mul(group, count));
    Expr height = k.integer("height", blocks.rows());
    Expr row = k.let("row", Exprs.mul(block, height));
    Expr left = Exprs.sub(k.integer("outRows", out.rows()), row);
    Expr rowCount = k.let("rowCount", Exprs.min(height, left));
    Expr pitch = k.integer("pitch", blocks.pitch());
    Expr size =
        Exprs.sub(Exprs.mul(rowCount, pitch), k.integer("unused", blocks.pitch() - out.columns()));
    Expr down = Exprs.mul(row, k.integer("down", window.stride().height() * in.columns()));
    Expr planes = Exprs.mul(group, k.integer("groupPlanes", channels * in.plane()));
    Expr input = Exprs.sum(Exprs.mul(sample, k.integer("inputs", in.floats())), planes, down);
    Block b =
        new Block(
            sample,
            k.let("firstChannel", Exprs.mul(group, k.integer("perGroup", perGroup))),
            k.let("input", input),
            row,
            rowCount,
            k.let("size", size),
            space);
    begin(b);
    k.loop(
        "tap0", Exprs.index(0), k.integer("taps", taps), blocks.copies(), first -> taps(b, first));
    finish(b);
  }

  private void eachChannel(Consumer<Local> body) {
    k.loop("c", k.integer("perGroup", perGroup), body);
  }

  private Array row(Block b, Expr index) {
    return k.row("plane", rows, Exprs.add(b.space(), index));
  }

  /** Every channel's plane starts as its bias. */
  private void begin(Block b) {
    eachChannel(
        c -> {
          Expr start =
              bias == null
                  ? Exprs.constant(0, 1)
                  : k.let("start", Exprs.load(bias, Exprs.add(b.firstChannel(), c)));
          Array plane = row(b, c);
          k.micro("fill", () -> k.loop("i", b.size(), i -> k.store(plane, i, start)));
        });
  }

  /** Copies some taps and adds them to all channels. */
  private void taps(Block b, Expr first) {
    Expr left = Exprs.sub(k.integer("taps", taps), first);
    Expr count = k.let("count", Exprs.min(Exprs.index(blocks.copies()), left));
    Expr copies = k.let("copies", Exprs.add(b.space(), k.integer("perGroup", perGroup)));
    k.loop(
        "t",
        count,
        t -> {
          Expr offset = Exprs.tableLoad(offsets, Exprs.add(first, t));
          Expr from = k.let("from", Exprs.add(b.input(), offset));
          copy(b, k.row("copy", rows, Exprs.add(copies, t)), from);
        });
    int whole = perGroup / CHANNELS_AT_ONCE * CHANNELS_AT_ONCE;
    if (whole > 0) {
      k.loop(
          "c",
          Exprs.index(0),
          k.integer("whole", whole),
          CHANNELS_AT_ONCE,
          c -> channels(b, c, CHANNELS_AT_ONCE, first, count, copies));
    }
    if (whole < perGroup) {
      channels(b, k.integer("whole", whole), perGroup - whole, first, count, copies);
    }
  }

  private void copy(Block b, Array to, Expr from) {
    if (blocks.flat()) {
      k.copy(x, from, to, Exprs.index(0), b.size());
      return;
    }
    Expr columns = k.integer("columns", out.columns());
    Expr down = k.integer("down", window.stride().height() * in.columns());
    k.micro(
        "copy_rows",
        () ->
            k.loop(
                "r",
                b.rowCount(),
                r -> {
                  Expr target = k.let("target", Exprs.mul(r, columns));
                  Expr source = k.let("source", Exprs.add(from, Exprs.mul(r, down)));
                  copyRow(to, target, source, columns);
                }));
  }

  private void copyRow(Array to, Expr target, Expr source, Expr columns) {
    int right = window.stride().width();
    if (right == 1) {
      k.copy(x, source, to, target, columns);
      return;
    }
    k.loop(
        "i",
        columns,
        i -> {
          Expr value = Exprs.load(x, Exprs.add(source, Exprs.mul(i, right)));
          k.store(to, Exprs.add(target, i), value);
        });
  }

  /** Adds the copied taps to {@code n} channels from {@code c}. */
  private void channels(Block b, Expr c, int n, Expr first, Expr count, Expr copies) {
    List<Array> planes = new ArrayList<>();
    List<Expr> at = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Expr channel = Exprs.add(c, i);
      planes.add(row(b, channel));
      Expr weight = Exprs.mul(Exprs.add(b.firstChannel(), channel), k.integer("taps", taps));
      at.add(k.let("weight" + i, Exprs.add(weight, first)));
    }
    Expr triples = Exprs.div(count, Exprs.index(TAPS_AT_ONCE));
    Expr whole = k.let("wholeTaps", Exprs.mul(triples, TAPS_AT_ONCE));
    k.loop(
        "t",
        Exprs.index(0),
        whole,
        TAPS_AT_ONCE,
        t -> add(b, planes, at, Exprs.add(copies, t), t, TAPS_AT_ONCE));
    int rest = taps % TAPS_AT_ONCE;
    if (rest > 0) {
      k.branch(
          Expr.Comparison.LT,
          whole,
          count,
          () -> add(b, planes, at, Exprs.add(copies, whole), whole, rest),
          () -> {});
    }
  }

  /** {@code planes += weights * copies}, in the one form that is vectorised on Java 17 and 25. */
  private void add(Block b, List<Array> planes, List<Expr> at, Expr copies, Expr tap, int n) {
    List<Array> taps = new ArrayList<>();
    List<List<Expr>> scales = new ArrayList<>();
    for (int t = 0; t < n; t++) {
      taps.add(k.row("tap", rows, Exprs.add(copies, t)));
    }
    for (Expr weight : at) {
      List<Expr> scale = new ArrayList<>();
      for (int t = 0; t < n; t++) {
        scale.add(k.let("w", Exprs.load(weights, Exprs.sum(weight, tap, Exprs.index(t)))));
      }
      scales.add(scale);
    }
    k.micro(
        "add_" + planes.size() + "x" + n,
        () -> k.loop("i", b.size(), i -> addElement(planes, taps, scales, i)));
  }

  /** All loads come before the stores, so that the arrays may be reordered without a check. */
  private void addElement(List<Array> planes, List<Array> taps, List<List<Expr>> scales, Expr i) {
    List<Expr> values = taps.stream().<Expr>map(t -> k.let("x", Exprs.load(t, i))).toList();
    List<Local> sums = planes.stream().map(p -> k.let("sum", Exprs.load(p, i))).toList();
    for (int p = 0; p < planes.size(); p++) {
      Expr sum = sums.get(p);
      for (int t = 0; t < taps.size(); t++) {
        sum = Exprs.fma(values.get(t), scales.get(p).get(t), sum);
      }
      k.store(planes.get(p), i, sum);
    }
  }

  /** The fused layers, on the way to the output. */
  private void finish(Block b) {
    Expr base = k.let("base", Exprs.mul(b.sample(), k.integer("outputs", out.floats())));
    eachChannel(
        c -> {
          Array plane = row(b, c);
          Expr channel = k.let("channel", Exprs.add(b.firstChannel(), c));
          Expr columns = k.integer("columns", out.columns());
          Expr pitch = k.integer("pitch", blocks.pitch());
          Expr start = Exprs.mul(channel, k.integer("plane", out.plane()));
          Expr begin = k.let("begin", Exprs.add(start, Exprs.mul(b.row(), columns)));
          k.micro(
              "finish",
              () ->
                  k.loop(
                      "r",
                      b.rowCount(),
                      r -> {
                        Expr from = k.let("source", Exprs.mul(r, pitch));
                        Expr first = k.let("first", Exprs.add(begin, Exprs.mul(r, columns)));
                        k.loop(
                            "i",
                            columns,
                            i -> {
                              Expr element = k.let("element", Exprs.add(first, i));
                              Site site = Site.in(b.sample(), element, channel);
                              Expr sum = Exprs.load(plane, Exprs.add(from, i));
                              k.store(y, Exprs.add(base, element), epilogue.apply(sum, site));
                            });
                      }));
        });
  }
}
