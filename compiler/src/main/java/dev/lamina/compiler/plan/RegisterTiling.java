package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a row of results is cut into register tiles: runs of tiles of one width each, so that the
 * accumulators of a tile fit into the vector registers and hide the latency of fused multiply-add.
 *
 * @param runs the runs, from left to right
 */
public record RegisterTiling(List<Run> runs) {
  /**
   * Accumulators that must be in flight to keep both multiply-add units busy (4 cycles, 2 units).
   */
  private static final int IN_FLIGHT = 8;

  public RegisterTiling {
    runs = List.copyOf(runs);
  }

  /**
   * Tiles of one width.
   *
   * @param start the first column
   * @param width columns a tile
   * @param tiles how many
   */
  public record Run(int start, int width, int tiles) {}

  /**
   * The cheapest tiling of {@code columns} columns.
   *
   * @param columns how many results a row has
   * @param vectors accumulators a column takes
   * @param accumulators how many accumulators fit
   */
  public static RegisterTiling of(int columns, int vectors, int accumulators) {
    int widest = Math.max(1, Math.min(columns, accumulators / vectors));
    RegisterTiling best = null;
    long bestCost = Long.MAX_VALUE;
    for (int wide = widest; wide >= 1; wide--) {
      for (int narrow = wide; narrow >= 1; narrow--) {
        RegisterTiling tiling = split(columns, wide, narrow);
        long cost = tiling == null ? Long.MAX_VALUE : tiling.cost(vectors);
        if (cost < bestCost) {
          best = tiling;
          bestCost = cost;
        }
      }
    }
    return best;
  }

  /**
   * Tiles of one width, of which the last covers some of the columns of the one before again: where
   * a narrower tile would take as long, since it waits for its own sums, and be code of its own.
   */
  public static RegisterTiling overlapping(int columns, int width) {
    int tiles = columns / width;
    List<Run> runs = new ArrayList<>(List.of(new Run(0, width, tiles)));
    if (tiles * width < columns) {
      runs.add(new Run(columns - width, width, 1));
    }
    return new RegisterTiling(runs);
  }

  /**
   * As many wide tiles as leave a multiple of the narrow width; null where nothing fits exactly.
   */
  private static RegisterTiling split(int columns, int wide, int narrow) {
    for (int tiles = columns / wide; tiles >= Math.max(0, columns / wide - narrow); tiles--) {
      int rest = columns - tiles * wide;
      if (rest % narrow == 0) {
        return runs(tiles, wide, rest / narrow, narrow);
      }
    }
    return null;
  }

  private static RegisterTiling runs(int wideTiles, int wide, int narrowTiles, int narrow) {
    List<Run> runs = new ArrayList<>();
    if (wideTiles > 0) {
      runs.add(new Run(0, wide, wideTiles));
    }
    if (narrowTiles > 0) {
      runs.add(new Run(wideTiles * wide, narrow, narrowTiles));
    }
    return new RegisterTiling(runs);
  }

  /**
   * Cycles a tap takes, in quarters, with a little for every tile's beginning and end and for code
   * that must be compiled.
   */
  private long cost(int vectors) {
    long cost = runs.size();
    for (Run run : runs) {
      cost += run.tiles() * (4L * Math.max(run.width() * vectors, IN_FLIGHT) + 2);
    }
    return cost;
  }

  /** The widest tile. */
  public int widest() {
    return runs.stream().map(Run::width).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** The tile shapes, for people: {@code 6x2+5x2} for two vectors a column. */
  public String describe(int vectors) {
    return runs.stream()
        .map(r -> r.width() + "x" + vectors)
        .distinct()
        .collect(Collectors.joining("+"));
  }
}
