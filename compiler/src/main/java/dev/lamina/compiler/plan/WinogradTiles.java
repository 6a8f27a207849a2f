package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;

/**
 * How {@link WinogradConv} cuts its work.
 *
 * @param down tiles down a plane
 * @param across tiles across a plane
 * @param block tiles that go through transforms and products together
 * @param groups parts of the output channels, each a unit of work of its own
 */
record WinogradTiles(int down, int across, int block, int groups) {
  /** Floats of transformed inputs and products, of a block: about the second-level cache. */
  private static final int BLOCK_FLOATS = 96 << 10;

  /** Multiply-adds that take as long as the transforms of one tile's channel. */
  private static final int TRANSFORM_COST = 240;

  /** Multiply-adds that take as long as a float of weights from cache, and from memory. */
  private static final int CACHED_WEIGHT_COST = 6;

  private static final int WEIGHT_COST = 13;
  private static final int CACHED_WEIGHTS = 4 << 20;

  /** So many output channels are worth transforming the inputs twice, for a second thread. */
  private static final int CHANNELS_TO_DIVIDE = 512;

  static WinogradTiles of(Conv conv, Shape result) {
    int down = tiles(Window.rowsOf(result));
    int across = tiles(result.size(-1));
    int tiles = down * across;
    long weights = (long) Winograd.POINTS * conv.in() * conv.out();
    long budget = Math.max(BLOCK_FLOATS, weights / 4);
    long perTile = (long) Winograd.POINTS * (conv.in() + conv.out());
    int most = (int) Math.max(1, Math.min(tiles, budget / perTile));
    int blocks = (tiles + most - 1) / most;
    int groups = blocks == 1 && conv.out() >= CHANNELS_TO_DIVIDE ? 2 : 1;
    return new WinogradTiles(down, across, (tiles + blocks - 1) / blocks, groups);
  }

  private static int tiles(int results) {
    return (results + Winograd.RESULTS - 1) / Winograd.RESULTS;
  }

  /** Whether Winograd takes less time than direct convolution. */
  static boolean pays(Conv conv, Shape result) {
    WinogradTiles tiles = of(conv, result);
    long pairs = (long) conv.in() * conv.out();
    long weights = Winograd.POINTS * pairs;
    long weightCost =
        weights > CACHED_WEIGHTS ? WEIGHT_COST : (long) CACHED_WEIGHT_COST * tiles.blocks();
    long winograd =
        weights * tiles.count()
            + (long) TRANSFORM_COST * tiles.count() * (conv.in() + conv.out())
            + weights * weightCost;
    return winograd < 9 * pairs * Window.rowsOf(result) * result.size(-1);
  }

  int count() {
    return down * across;
  }

  int blocks() {
    return (count() + block - 1) / block;
  }

  /** The border that the input needs so that every tile's inputs are there. */
  Margins border(Margins padding, Shape result) {
    return new Margins(
        padding.top(),
        padding.bottom() + down * Winograd.RESULTS - Window.rowsOf(result),
        padding.left(),
        padding.right() + across * Winograd.RESULTS - result.size(-1));
  }
}
