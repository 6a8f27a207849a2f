package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.List;

/** Divides a table of sources into runs that are copied, filled or picked one by one. */
final class GatherRuns {
  /** Shorter runs of consecutive sources are picked one by one. */
  private static final int SHORTEST_COPY = 8;

  private GatherRuns() {}

  /** How a run is made. */
  enum Kind {
    /** Consecutive elements. */
    COPY,
    /** The fill value: the sources are negative. */
    FILL,
    /** Each from its own place. */
    PICK
  }

  /** From {@code from} to {@code to}, exclusive. */
  record Run(Kind kind, int from, int to) {}

  /** The runs of a table, in order. */
  static List<Run> of(int[] sources) {
    List<Run> runs = new ArrayList<>();
    for (int from = 0; from < sources.length; ) {
      int to = from + 1;
      while (to < sources.length && continues(sources, to)) {
        to++;
      }
      append(runs, new Run(kind(sources[from], to - from), from, to));
      from = to;
    }
    return runs;
  }

  private static boolean continues(int[] sources, int at) {
    return sources[at] < 0
        ? sources[at - 1] < 0
        : sources[at - 1] >= 0 && sources[at] == sources[at - 1] + 1;
  }

  private static Kind kind(int source, int length) {
    if (source < 0) {
      return Kind.FILL;
    }
    return length >= SHORTEST_COPY ? Kind.COPY : Kind.PICK;
  }

  private static void append(List<Run> runs, Run run) {
    int last = runs.size() - 1;
    if (last >= 0 && run.kind() == Kind.PICK && runs.get(last).kind() == Kind.PICK) {
      runs.set(last, new Run(Kind.PICK, runs.get(last).from(), run.to()));
    } else {
      runs.add(run);
    }
  }
}
