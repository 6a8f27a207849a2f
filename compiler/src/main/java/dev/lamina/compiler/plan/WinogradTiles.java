package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.stream.IntStream;

/**
 * How {@link WinogradConv} cuts its work.
 *
 * @param winograd the algorithm
 * @param in input channels, with those that fill their last block
 * @param out output channels, with those that fill their last block
 * @param down tiles down a plane
 * @param across tiles across a plane
 * @param block tiles that go through transforms and products together
 * @param groups parts of the output channels, each a unit of work of its own
 * @param loop the products' inner loop
 */
record WinogradTiles(
    Winograd winograd,
    int in,
    int out,
    int down,
    int across,
    int block,
    int groups,
    ProductLoop.Shape loop) {
  /** Floats of transformed inputs and products, of a block: about the second-level cache. */
  private static final int BLOCK_FLOATS = 96 << 10;

  /** Weights that stay in the third-level cache, to be read once for every block. */
  private static final int STREAMED_WEIGHTS = 1 << 20;

  /** Sums of a register tile of 512 bits, and where all weights are read again for each block. */
  private static final int SUMS = 12;

  private static final int STREAMING_SUMS = 10;

  /** Results along a side of the largest tiles, of 3x3 kernels on 512 bits. */
  private static final int MOST_RESULTS = 6;

  /** What part of the time they have to save, since they round twice as coarsely: a tenth. */
  private static final int WORTH_ROUNDING = 10;

  private static final int[] PITCHES = {48, 80, 144, 272, 528};

  /** Multiply-adds that take as long as the transforms of a point. */
  private static final int TRANSFORM_COST = 6;

  /** Multiply-adds that a result of a register tile takes beside its own, here and directly. */
  private static final int RESULT_COST = 10;

  /** Multiply-adds that take as long as a float of weights from near and far cache, and memory. */
  private static final int NEAR_WEIGHT_COST = 1;

  private static final int NEAR_WEIGHTS = 1 << 16;
  private static final int CACHED_WEIGHT_COST = 6;

  private static final int WEIGHT_COST = 13;
  private static final int CACHED_WEIGHTS = 4 << 20;

  /** So many output channels are worth transforming the inputs twice, for a second thread. */
  private static final int CHANNELS_TO_DIVIDE = 256;

  /** The cut that takes the least time. */
  static WinogradTiles of(Conv conv, Shape result, Target target) {
    int kernel = conv.window().kernel().width();
    WinogradTiles large = of(new Winograd(Winograd.RESULTS, kernel), conv, result, target);
    if (kernel > 3) {
      return large;
    }
    WinogradTiles small = of(new Winograd(2, kernel), conv, result, target);
    WinogradTiles best = small.cost(conv, target) < large.cost(conv, target) ? small : large;
    WinogradTiles largest = of(new Winograd(MOST_RESULTS, kernel), conv, result, target);
    return target == Target.SIMD512 && largest.isBetter(best, conv, target) ? largest : best;
  }

  /** Whether these tiles' weights, of which there are more, stay in a cache, and clearly pay. */
  private boolean isBetter(WinogradTiles others, Conv conv, Target target) {
    long cost = others.cost(conv, target);
    return weights(conv) <= STREAMED_WEIGHTS && cost(conv, target) < cost - cost / WORTH_ROUNDING;
  }

  private long weights(Conv conv) {
    return (long) winograd.points() * conv.in() * out;
  }

  private static WinogradTiles of(Winograd winograd, Conv conv, Shape result, Target target) {
    int lanes = target.lanes();
    int down = winograd.tiles(Window.rowsOf(result));
    int across = winograd.tiles(result.size(-1));
    int tiles = down * across;
    int in = filled(conv.in(), lanes);
    int out = filled(conv.out(), lanes);
    long weights = (long) winograd.points() * conv.in() * out;
    int vectors = vectors(out / lanes);
    int most = most(target, vectors, weights, (long) winograd.points() * (in + out), tiles);
    int blocks = even((tiles + most - 1) / most);
    int groups = blocks == 1 && out >= CHANNELS_TO_DIVIDE && out % (4 * lanes) == 0 ? 2 : 1;
    int block = (tiles + blocks - 1) / blocks;
    ProductLoop.Shape loop = loop(target, conv, vectors(out / lanes / groups), block);
    if (loop.taps() > 1) {
      block = (block + loop.pixels() - 1) / loop.pixels() * loop.pixels();
    }
    return new WinogradTiles(winograd, in, out, down, across, block, groups, loop);
  }

  /** How many tiles a block has at most, each of {@code floats} points and products. */
  private static int most(Target target, int vectors, long weights, long floats, int tiles) {
    long budget = Math.max(BLOCK_FLOATS, weights / 4);
    if (target != Target.SIMD512
        || weights <= NEAR_WEIGHTS
        || !streams(weights, budget, floats * tiles)) {
      return (int) Math.max(1, Math.min(tiles, budget / floats));
    }
    int pixels = STREAMING_SUMS / vectors;
    long streamed = Math.max(BLOCK_FLOATS / 2, weights / 12) / floats;
    return (int) Math.max(1, streamed / pixels) * pixels;
  }

  /**
   * Whether weights come from a cache as fast as they are needed: registers of 512 bits are enough
   * for that, and leave the second-level cache to smaller blocks. From memory, they are read once.
   */
  private static boolean streams(long weights, long budget, long floats) {
    return weights <= STREAMED_WEIGHTS || (weights <= CACHED_WEIGHTS && floats > budget);
  }

  /**
   * The inner loop. Fewer sums than the registers hold, since those of 512 bits leave little time
   * between two cache lines of weights.
   */
  private static ProductLoop.Shape loop(Target target, Conv conv, int vectors, int block) {
    return target == Target.SIMD512
        ? new ProductLoop.Shape(vectors, 1, SUMS, false)
        : ProductLoop.Shape.of(
            target, vectors, Integer.lowestOneBit(conv.in() | target.lanes()), conv.in(), block);
  }

  /** More than two blocks are an even number, so that two threads have the same to do. */
  private static int even(int blocks) {
    return blocks > 2 ? blocks + blocks % 2 : blocks;
  }

  /** As many channels as whole blocks have. */
  private static int filled(int channels, int lanes) {
    return (channels + lanes - 1) / lanes * lanes;
  }

  /** Whether Winograd takes less time than direct convolution. */
  static boolean pays(Conv conv, Shape result, Target target) {
    WinogradTiles tiles = of(conv, result, target);
    long taps = (long) conv.in() * conv.window().kernel().area();
    long pixels = (long) Window.rowsOf(result) * result.size(-1);
    return tiles.cost(conv, target) < (taps + RESULT_COST) * pixels * tiles.out();
  }

  /** In multiply-adds. */
  private long cost(Conv conv, Target target) {
    int points = winograd.points();
    long products = (long) points * count() * out;
    return products * (conv.in() + RESULT_COST)
        + (long) TRANSFORM_COST * points * count() * (in + out)
        + weightCost(weights(conv), target);
  }

  /** On 512 bits, weights that are read again come as fast as they are needed. */
  private long weightCost(long weights, Target target) {
    if (weights > CACHED_WEIGHTS) {
      return weights * WEIGHT_COST;
    }
    int times = target == Target.SIMD512 ? 1 : blocks();
    return weights * times * (weights > NEAR_WEIGHTS ? CACHED_WEIGHT_COST : NEAR_WEIGHT_COST);
  }

  /** How many blocks of output channels a register tile takes. */
  private static int vectors(int blocks) {
    return blocks % 2 == 0 ? 2 : blocks % 3 == 0 ? 3 : 1;
  }

  int count() {
    return down * across;
  }

  /**
   * Floats from a tile's transformed inputs to the next one's: constants in the code of products,
   * and no powers of two, so that tiles do not compete for the same lines of a cache. 0 where tiles
   * lie side by side, channel block by channel block.
   */
  int pitch() {
    return loop.isShort() ? IntStream.of(PITCHES).filter(p -> p >= in).findFirst().getAsInt() : 0;
  }

  /** Floats of a point's transformed inputs. */
  int pointFloats() {
    return CacheLines.spread(block * (loop.isShort() ? pitch() : in));
  }

  /** Floats of a point's products. */
  int productFloats() {
    return CacheLines.spread(block * out / groups);
  }

  int blocks() {
    return (count() + block - 1) / block;
  }

  /** The border that the input needs so that every tile's inputs are there. */
  Margins border(Margins padding, Shape result) {
    return new Margins(
        padding.top(),
        padding.bottom() + down * winograd.results() - Window.rowsOf(result),
        padding.left(),
        padding.right() + across * winograd.results() - result.size(-1));
  }
}
