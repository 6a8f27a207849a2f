package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.source.Span;
import java.util.Locale;

/** Keeps sources that grow without end from doing so. */
final class Limits {
  private static final int MOST_STAGES = 100_000;

  /** Visits of stages, those without a name included, such as the rounds of an empty repeat. */
  private static final int MOST_VISITS = 3 * MOST_STAGES;

  private static final int DEEPEST = 200;

  /** A class file holds names of up to 65,535 bytes, of which a letter may take three. */
  static final int LONGEST_NAME = 20_000;

  private final Reporter reporter;
  private int stages;
  private int visits;
  private int depth;

  Limits(Reporter reporter) {
    this.reporter = reporter;
  }

  /** Counts a stage with a name. */
  void stage(Span span) {
    if (++stages > MOST_STAGES) {
      throw tooManyStages(span);
    }
  }

  /** Refuses a name, with those of the blocks around it, that no class file could hold. */
  void name(String path, Span span) {
    if (path.length() > LONGEST_NAME) {
      throw reporter.limit(
          span,
          String.format(
              Locale.ROOT,
              "with the blocks around it this has a name of %,d characters, at most %,d",
              path.length(),
              LONGEST_NAME),
          "shorten its label, or those of the blocks");
    }
  }

  /** Counts the visit of a stage. */
  void visit(Span span) {
    if (++visits > MOST_VISITS) {
      throw tooManyStages(span);
    }
  }

  /** Refuses what will be too much, before it is written out. */
  void require(Extent ahead, Span span) {
    if (stages + ahead.stages() > MOST_STAGES || visits + ahead.visits() > MOST_VISITS) {
      throw tooManyStages(span);
    }
  }

  /** Enters a chain inside another. */
  void enter(Span span) {
    if (++depth > DEEPEST + 1) {
      throw reporter.limit(
          span,
          "defs, blocks and groups nest more than " + DEEPEST + " deep in this",
          "use fewer defs that build on each other");
    }
  }

  /** Leaves it. */
  void leave() {
    depth--;
  }

  private LimitReached tooManyStages(Span span) {
    return reporter.limit(
        span,
        "with this the network has more than " + Texts.grouped(MOST_STAGES) + " stages",
        "defs and repeats are written out; take smaller counts");
  }
}
