package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The matrix products of {@link WinogradConvKernel}: for every point, tiles by output channels, in
 * register tiles. The input channels of a small layer are written out, so that there is no loop to
 * pay for: in one micro-kernel, or two, of which the second adds to the products of the first.
 * Where a run's tile covers products of the run before, it makes them again from 0.
 */
final class WinogradProducts {
  /** Accumulators of a register tile without a loop: with nine, C2 spills. */
  private static final int WRITTEN_OUT = 6;

  /**
   * Calls of the Vector API that a part takes, at most: from about 155 on, C1 of Java 17 gives up,
   * upon which the JVM may never get to C2.
   */
  private static final int CALLS = 130;

  private static final int PARTS = 2;

  /** Input channels whose products with a register tile's take so long that a call is nothing. */
  private static final int WORTH_A_CALL = 64;

  private final WinogradTiles tiles;
  private final int channels;
  private final int lanes;
  private final int vectors;
  private final ProductLoop.Shape loop;

  /** Floats from a tile's inputs to the next one's. */
  private final int pitch;

  private final RegisterTiling tiling;

  /** Input channels of a part; 0 where there is a loop. */
  private final int part;

  /** With a loop over the input channels, unless the layer is {@code small}. */
  WinogradProducts(Target target, Conv conv, WinogradTiles tiles, boolean small) {
    this.tiles = tiles;
    this.channels = conv.in();
    this.lanes = target.lanes();
    this.vectors = tiles.loop().vectors();
    boolean suits = target == Target.SIMD256 && tiles.loop().taps() == 1 && vectors > 1;
    this.part = small && suits ? part() : 0;
    this.pitch = tiles.pitch() > 0 ? tiles.pitch() : lanes;
    int block = tiles.block();
    if (part > 0) {
      this.loop = new ProductLoop.Shape(vectors, 1, WRITTEN_OUT, false);
      this.tiling = RegisterTiling.overlapping(block, Math.min(block, loop.pixels()));
    } else {
      this.loop = tiles.loop();
      this.tiling = loop.tiling(block);
    }
  }

  /** Equal parts of the input channels, if few of them are short enough. */
  private int part() {
    int pixels = WRITTEN_OUT / vectors;
    int sums = pixels * vectors;
    int most = (CALLS - 2 * sums) / (pixels + vectors + sums);
    int parts = (channels + most - 1) / most;
    return parts <= PARTS ? (channels + parts - 1) / parts : 0;
  }

  /** The register tiles, for people. */
  String describe() {
    return tiling.describe(vectors);
  }

  /** Points, then groups of output channels, then input channels, then the group's channels. */
  Packing weights(Conv conv) {
    int group = vectors * lanes;
    int point = Math.multiplyExact(channels, tiles.out());
    List<Dim> dims =
        List.of(
            Packing.blocked(conv.out(), group, channels * group, 1),
            Packing.dim(channels, group),
            Packing.dim(tiles.winograd().points(), point));
    return new Packing(
        Math.multiplyExact(tiles.winograd().points(), point),
        tiles.winograd().kernelMatrix(),
        dims);
  }

  /** The table that the loop goes by; null where there is none. */
  Array table(KernelWriter k) {
    return part > 0 || loop.isShort() ? null : k.table("offsets", loop.table(offsets()));
  }

  /** Where a tile's input channels lie among the points. */
  private List<Integer> offsets() {
    List<Integer> offsets = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      offsets.add(channel / lanes * tiles.block() * lanes + channel % lanes);
    }
    return offsets;
  }

  /** Steps of the loop. */
  int depth() {
    return loop.steps(channels);
  }

  /**
   * The arrays that products are made of.
   *
   * @param points the tiles' inputs
   * @param weights of all points
   * @param offsets of the loop
   * @param products where they go
   */
  record Arrays(Array points, Array weights, Array offsets, Array products) {}

  /**
   * Where a register tile begins, and what it depends on beside.
   *
   * @param points its first tile's inputs
   * @param weights of its point and output channels
   * @param products where its first product goes
   * @param depth steps of the loop
   * @param tileFloats from a block of channels to the next
   */
  record Place(Expr points, Expr weights, Expr products, Expr depth, Expr tileFloats) {
    private Place at(KernelWriter k, Expr tile, int pitch, int lanes) {
      return new Place(
          k.let("v_tile", add(points, mul(tile, pitch))),
          weights,
          k.let("m_tile", add(products, mul(tile, lanes))),
          depth,
          tileFloats);
    }
  }

  /**
   * The products of a point and of the output channels of a register tile, of {@code count} tiles.
   */
  void write(KernelWriter k, Arrays arrays, Place first, Expr count) {
    if (loop.taps() > 1) {
      callEach(k, arrays, first, count);
      return;
    }
    for (RegisterTiling.Run run : tiling.runs()) {
      Expr start = index(run.start() * lanes);
      Local points = k.let("v_run", add(first.points(), start));
      Local products = k.let("m_run", add(first.products(), start));
      Local times = k.let("run_tiles", index(run.tiles()));
      Place place = new Place(points, first.weights(), products, first.depth(), first.tileFloats());
      if (part == 0) {
        eachTile(k, run, times, place, at -> withLoop(k, arrays, at, run.width()));
      }
      for (int c = 0; part > 0 && c < channels; c += part) {
        int from = c;
        eachTile(k, run, times, place, at -> writtenOut(k, arrays, at, run.width(), from));
      }
    }
  }

  /** A call for each register tile, since C2 of Java 17 spills in a loop around several taps. */
  private void callEach(KernelWriter k, Arrays arrays, Place first, Expr count) {
    int width = loop.pixels();
    k.loop(
        "t",
        k.let("register_tiles", div(add(count, width - 1), index(width))),
        t -> {
          Place place = first.at(k, k.let("tile_at", mul(t, width)), pitch, lanes);
          k.micro("product_" + width + "x" + vectors, () -> withLoop(k, arrays, place, width));
        });
  }

  /**
   * A call for each register tile of many channels, so that the loop around them takes no registers
   * of the one over channels; few channels are not worth a call.
   */
  private void eachTile(
      KernelWriter k, RegisterTiling.Run run, Expr count, Place first, Consumer<Place> body) {
    String name = "product_" + run.width() + "x" + vectors;
    Function<Expr, Place> place =
        t -> first.at(k, k.let("tile_at", mul(t, run.width())), pitch, lanes);
    if (channels < WORTH_A_CALL) {
      k.micro(name, () -> k.loop("t", count, t -> body.accept(place.apply(t))));
    } else {
      k.loop(
          "t",
          count,
          t -> {
            Place tile = place.apply(t);
            k.micro(name, () -> body.accept(tile));
          });
    }
  }

  private void withLoop(KernelWriter k, Arrays arrays, Place place, int width) {
    List<Local> sums = new ArrayList<>();
    for (int i = 0; i < width * vectors; i++) {
      sums.add(k.let("acc", Exprs.constant(0f, lanes)));
    }
    loop(arrays)
        .addSteps(
            k,
            place.depth(),
            new ProductLoop.Tile(place.points(), place.weights(), pixels(width), sums));
    store(k, arrays, place, sums);
  }

  /** The channels of the part that begins with channel {@code from}. */
  private void writtenOut(KernelWriter k, Arrays arrays, Place place, int width, int from) {
    List<Local> sums = new ArrayList<>();
    for (int i = 0; i < width * vectors; i++) {
      Expr before = load(arrays.products(), product(place, i), lanes);
      sums.add(k.let("acc", from == 0 ? Exprs.constant(0f, lanes) : before));
    }
    List<Integer> inputs = offsets().subList(from, Math.min(from + part, channels));
    Expr weights = add(place.weights(), from * vectors * lanes);
    loop(arrays)
        .addWrittenOut(
            k, inputs, new ProductLoop.Tile(place.points(), weights, pixels(width), sums));
    store(k, arrays, place, sums);
  }

  private ProductLoop loop(Arrays arrays) {
    return new ProductLoop(
        loop, lanes, vectors * lanes, arrays.points(), arrays.weights(), arrays.offsets());
  }

  private List<Integer> pixels(int width) {
    return IntStream.range(0, width).mapToObj(p -> p * pitch).toList();
  }

  private void store(KernelWriter k, Arrays arrays, Place place, List<Local> sums) {
    for (int i = 0; i < sums.size(); i++) {
      k.store(arrays.products(), product(place, i), sums.get(i));
    }
  }

  /** Where product {@code i} of a register tile goes. */
  private Expr product(Place place, int i) {
    return add(add(place.products(), i / vectors * lanes), mul(place.tileFloats(), i % vectors));
  }
}
