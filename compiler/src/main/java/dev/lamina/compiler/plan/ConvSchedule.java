package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Window;
import java.util.List;
import java.util.Optional;

/**
 * How {@link BlockedConvKernel} cuts its work.
 *
 * @param loop what a step of the inner loop covers
 * @param bands the rows of a unit
 * @param flat whether a band is one long row
 * @param blocks how the taps are cut
 * @param tiling how a band is cut
 * @param finishesApart whether fused layers have a pass of their own over the band's results
 */
record ConvSchedule(
    ProductLoop.Shape loop,
    ConvBands bands,
    boolean flat,
    TapBlocks blocks,
    PlaneTiling tiling,
    boolean finishesApart) {
  /** Weights of a group that stay in the L1 cache beside what four taps a step read. */
  private static final int NEAR = 2048;

  /** Weights of a group that are worth more than tiles that do not overlap. */
  private static final int FAR = 2 * NEAR;

  /** Weights of a group that the L2 cache delivers as fast as one tap a step takes them. */
  private static final int CLOSE = 1 << 16;

  /** Weights that stay in the L1 cache beside what one tap a step reads. */
  private static final int CACHED = 6144;

  /** So many are worth several a step: with fewer, the smaller tiles begin and end all the time. */
  private static final int FEW_TAPS = 16;

  /** Results of a plane that is not cut into rows, with one tap a step. */
  private static final int SMALL = 256;

  /** The schedule for {@code groups} groups of {@code vectors} blocks. */
  static ConvSchedule of(
      LoweringContext context, BlockedConvWeights weights, int groups, int vectors) {
    int rows = Window.rowsOf(context.output().shape());
    return of(context, weights, groups, vectors, rows);
  }

  /** The schedule for as many rows at a time. */
  static ConvSchedule of(
      LoweringContext context, BlockedConvWeights weights, int groups, int vectors, int rows) {
    Choice choice = new Choice(context, weights, groups, vectors, rows);
    ProductLoop.Shape several = ProductLoop.Shape.of(context.target(), vectors, weights.inner());
    Optional<ConvSchedule> schedule =
        several.taps() > 1 && weights.taps() >= FEW_TAPS
            ? choice.several(several)
            : Optional.empty();
    return schedule.orElseGet(() -> choice.single(choice.oneTap()));
  }

  /** What there is to cut. */
  private record Choice(
      LoweringContext context, BlockedConvWeights weights, int groups, int vectors, int rows) {
    private int columns() {
      return context.output().shape().size(-1);
    }

    private boolean fuses() {
      return !context.node().fused().isEmpty();
    }

    private int floats() {
      return Math.multiplyExact(weights.taps(), weights.pitch());
    }

    /**
     * Several taps a step. Many taps are cut so that few planes are read at once, each of them from
     * one end to the other. Behind such a loop, C2 mostly runs out of registers if there is more to
     * do with its sums than to store them. Empty where too many tiles would be small.
     */
    Optional<ConvSchedule> several(ProductLoop.Shape loop) {
      ConvBands bands = ConvBands.of(weights, groups, rows, columns());
      boolean flat = isFlat(context, weights);
      int rows = flat ? 1 : bands.rows();
      int columns = flat ? bands.rows() * columns() : columns();
      PlaneTiling exact = PlaneTiling.ofOneSize(rows, columns, loop.pixels(), false);
      PlaneTiling tiling = PlaneTiling.ofOneSize(rows, columns, loop.pixels(), true);
      TapBlocks blocks = TapBlocks.one(weights.taps());
      if (floats() > NEAR && 8 * exact.tiles() <= 9 * tiling.tiles()) {
        tiling = exact;
        blocks = TapBlocks.of(weights.taps(), NEAR / 2 / weights.pitch(), loop.taps());
      } else if (floats() > FAR) {
        return Optional.empty();
      }
      return Optional.of(new ConvSchedule(loop, bands, flat, blocks, tiling, fuses()));
    }

    /**
     * A step of one tap. Tiles twice as wide read a group's weights half as often: worth it where
     * that is from the end of the L2 cache, or beyond, and a row has room for them. They repeat the
     * fused layers twice as often, too.
     */
    private ProductLoop.Shape oneTap() {
      ProductLoop.Shape shape = ProductLoop.Shape.of(context.target(), vectors, 1);
      boolean wide =
          context.target() == Target.SIMD512
              && vectors == 2
              && floats() > CLOSE
              && columns() > shape.pixels()
              && Epilogue.isShort(context.node(), 2);
      return wide ? shape.doubled() : shape;
    }

    /**
     * One tap a step: a row of results, or a small plane, whose tiles may be higher than a row.
     * With 512 bits, a step takes so long that weights come as fast from the L2 cache.
     */
    ConvSchedule single(ProductLoop.Shape loop) {
      int accumulators = loop.accumulators();
      RegisterTiling row = RegisterTiling.of(columns(), vectors, accumulators);
      PlaneTiling byRows = PlaneTiling.ofRows(rows, row);
      TapBlocks blocks = TapBlocks.one(weights.taps());
      if (rows * columns() <= SMALL) {
        if (floats() > CLOSE && context.target() != Target.SIMD512) {
          blocks = TapBlocks.of(weights.taps(), CACHED / weights.pitch(), 1);
        }
        PlaneTiling plane = PlaneTiling.of(rows, columns(), vectors, accumulators);
        if (blocks.count() > 1 || 20 * plane.cost(vectors) < 19 * byRows.cost(vectors)) {
          return single(loop, new ConvBands(rows, 1, false), blocks, plane);
        }
      }
      return single(
          loop, ConvBands.ofRows(weights, groups, rows), blocks, PlaneTiling.ofRows(1, row));
    }

    private ConvSchedule single(
        ProductLoop.Shape loop, ConvBands bands, TapBlocks blocks, PlaneTiling tiling) {
      return new ConvSchedule(loop, bands, false, blocks, tiling, fuses() && blocks.count() > 1);
    }
  }

  /** Whether a plane's rows follow one another in all buffers, so that they are one long row. */
  static boolean isFlat(LoweringContext context, BlockedConvWeights weights) {
    Window window = weights.conv().window();
    int columns = context.output().shape().size(-1);
    return window.kernel().area() == 1
        && window.stride().area() == 1
        && window.padding().equals(Margins.NONE)
        && followOneAnother(context.buffers(), columns);
  }

  private static boolean followOneAnother(List<Buffer> buffers, int columns) {
    return buffers.stream()
        .filter(b -> b.shape().size(-1) == columns)
        .map(PlaneStrides::of)
        .allMatch(p -> p.rowStride() == columns * p.pixelStride());
  }

  /** Rows of tiles that a unit has. */
  int rows() {
    return flat ? 1 : bands.rows();
  }

  /** Results of a row. */
  int columns(int planeColumns) {
    return flat ? bands.rows() * planeColumns : planeColumns;
  }
}
