package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a plane of results is cut into register tiles, which may be higher than a row: a small plane
 * has few tiles of a row's width, and what is left over of a row is best taken downwards. A region
 * at the upper left has tiles of one shape; what is to the right of it and what is below are cut in
 * the same way.
 *
 * @param regions the regions, which cover every result; once, unless the tiles overlap
 */
record PlaneTiling(List<Region> regions) {
  PlaneTiling {
    regions = List.copyOf(regions);
  }

  /**
   * The shape of a tile.
   *
   * @param rows how many rows it has
   * @param columns how many columns
   */
  record Tile(int rows, int columns) {
    int pixels() {
      return rows * columns;
    }

    /** For people and names: {@code 5}, {@code 2x2}. */
    @Override
    public String toString() {
      return rows == 1 ? "" + columns : rows + "x" + columns;
    }
  }

  /**
   * Tiles of one shape.
   *
   * @param row the first row
   * @param column the first column
   * @param tile their shape
   * @param down how many tiles below one another
   * @param across how many tiles side by side
   */
  record Region(int row, int column, Tile tile, int down, int across) {
    private Region moved(int rows, int columns) {
      return new Region(row + rows, column + columns, tile, down, across);
    }
  }

  /** A tiling of the rows one by one. */
  static PlaneTiling ofRows(int rows, RegisterTiling tiling) {
    List<Region> regions = new ArrayList<>();
    for (RegisterTiling.Run run : tiling.runs()) {
      regions.add(new Region(0, run.start(), new Tile(1, run.width()), rows, run.tiles()));
    }
    return new PlaneTiling(regions);
  }

  /** The cheapest tiling of a small plane. */
  static PlaneTiling of(int rows, int columns, int vectors, int accumulators) {
    return new Search(vectors, accumulators / vectors).best(rows, columns);
  }

  /**
   * Tiles of {@code pixels} results, and single ones: with narrower tiles, a loop would take as
   * long, since it waits for its own sums, and be code of its own.
   *
   * @param mayOverlap whether tiles may cover some of the results of others again, which may take
   *     fewer of them
   */
  static PlaneTiling ofOneSize(int rows, int columns, int pixels, boolean mayOverlap) {
    PlaneTiling exact = exact(rows, columns, pixels);
    if (!mayOverlap || columns < pixels) {
      return exact;
    }
    PlaneTiling overlapping = overlapping(rows, columns, new Tile(1, pixels));
    return exact.tiles() < overlapping.tiles() ? exact : overlapping;
  }

  /** As many tiles side by side as fit, to the right of them tiles downwards; or two high. */
  private static PlaneTiling exact(int rows, int columns, int pixels) {
    int half = pixels / 2;
    if (columns % pixels > 0 && pixels == 2 * half && rows % 2 == 0 && columns % half == 0) {
      return new PlaneTiling(
          List.of(new Region(0, 0, new Tile(2, half), rows / 2, columns / half)));
    }
    int width = columns / pixels * pixels;
    int height = rows / pixels * pixels;
    Tile side = new Tile(pixels, 1);
    Stream<Region> regions =
        Stream.of(
            new Region(0, 0, new Tile(1, pixels), rows, columns / pixels),
            new Region(0, width, side, rows / pixels, columns - width),
            new Region(height, width, new Tile(1, 1), rows - height, columns - width));
    return new PlaneTiling(regions.filter(r -> r.down() * r.across() > 0).toList());
  }

  private static PlaneTiling overlapping(int rows, int columns, Tile tile) {
    List<Region> regions = new ArrayList<>();
    for (RegisterTiling.Run down : RegisterTiling.overlapping(rows, tile.rows()).runs()) {
      for (RegisterTiling.Run run : RegisterTiling.overlapping(columns, tile.columns()).runs()) {
        regions.add(new Region(down.start(), run.start(), tile, down.tiles(), run.tiles()));
      }
    }
    return new PlaneTiling(regions);
  }

  /** How many tiles there are. */
  int tiles() {
    return regions.stream().mapToInt(r -> r.down() * r.across()).sum();
  }

  /** The tile shapes, for people: {@code 5x2+2x2x2} for two vectors a pixel. */
  String describe(int vectors) {
    return regions.stream()
        .map(r -> r.tile() + "x" + vectors)
        .distinct()
        .collect(Collectors.joining("+"));
  }

  /** Estimated time for a tap, in any unit. */
  long cost(int vectors) {
    long cost = regions.stream().map(Region::tile).distinct().count();
    for (Region region : regions) {
      cost += (long) region.down() * region.across() * cost(region.tile(), vectors);
    }
    return cost;
  }

  /**
   * A tap takes a cycle for two multiply-adds, at least their latency, and a sixth of a cycle for
   * each instruction: also broadcasts, loads of weights, and some fifteen for the loop.
   */
  private static int cost(Tile tile, int vectors) {
    int sums = tile.pixels() * vectors;
    return Math.max(Math.max(3 * sums, 24), sums + tile.pixels() + vectors + 15);
  }

  /** Cuts planes, each of a size once. */
  private static final class Search {
    private final int vectors;
    private final int pixels;
    private final Map<Tile, PlaneTiling> known = new HashMap<>();

    Search(int vectors, int pixels) {
      this.vectors = vectors;
      this.pixels = pixels;
    }

    PlaneTiling best(int rows, int columns) {
      Tile plane = new Tile(rows, columns);
      PlaneTiling best = known.get(plane);
      if (best == null) {
        best = find(plane);
        known.put(plane, best);
      }
      return best;
    }

    private PlaneTiling find(Tile plane) {
      if (plane.pixels() == 0) {
        return new PlaneTiling(List.of());
      }
      PlaneTiling best = null;
      for (int width = Math.min(plane.columns(), pixels); width > 0; width--) {
        for (int height = 1; height * width <= pixels && height <= plane.rows(); height++) {
          for (int across = plane.columns() / width; across > 0; across--) {
            PlaneTiling cut = cut(plane, new Tile(height, width), across);
            if (best == null || cut.cost(vectors) < best.cost(vectors)) {
              best = cut;
            }
          }
        }
      }
      return best;
    }

    private PlaneTiling cut(Tile plane, Tile tile, int across) {
      int down = plane.rows() / tile.rows();
      int width = across * tile.columns();
      int height = down * tile.rows();
      List<Region> regions = new ArrayList<>();
      regions.add(new Region(0, 0, tile, down, across));
      best(plane.rows(), plane.columns() - width)
          .regions()
          .forEach(r -> regions.add(r.moved(0, width)));
      best(plane.rows() - height, width).regions().forEach(r -> regions.add(r.moved(height, 0)));
      return new PlaneTiling(regions);
    }
  }
}
