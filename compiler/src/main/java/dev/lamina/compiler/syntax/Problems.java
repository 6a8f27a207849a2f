package dev.lamina.compiler.syntax;

import dev.lamina.compiler.diag.Diagnostics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The errors of one parse. */
final class Problems {
  /** More than these help nobody. */
  private static final int LIMIT = 20;

  private final List<Problem> problems = new ArrayList<>();

  /** Keeps the first of several problems at one place. */
  void add(Problem problem) {
    int start = problem.span().start();
    if (problems.stream().noneMatch(p -> p.span().start() == start)) {
      problems.add(problem);
    }
  }

  /** Keeps this one alone: it explains all others. */
  void replaceBy(Problem problem) {
    problems.clear();
    problems.add(problem);
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  boolean isFull() {
    return problems.size() >= LIMIT;
  }

  void report(Diagnostics diagnostics) {
    problems.stream()
        .sorted(Comparator.comparingInt(p -> p.span().start()))
        .limit(LIMIT)
        .forEach(p -> p.report(diagnostics));
  }
}
