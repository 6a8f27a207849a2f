package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.index;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * The loops over a broadcast: the dimensions of the result, those merged in which every operand
 * steps alike.
 *
 * @param sizes of the loops, outermost first, at least one
 * @param strides for each operand the stride of each loop, 0 where it is repeated
 */
record Broadcast(List<Integer> sizes, List<List<Integer>> strides) {
  Broadcast {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
  }

  /** Of these operands to {@code result}. */
  static Broadcast of(Shape result, List<Shape> operands) {
    List<Integer> sizes = new ArrayList<>();
    List<List<Integer>> strides = new ArrayList<>();
    operands.forEach(o -> strides.add(new ArrayList<>()));
    for (int d = 0; d < result.rank(); d++) {
      if (result.size(d) != 1) {
        append(result.size(d), strides(operands, d), sizes, strides);
      }
    }
    if (sizes.isEmpty()) {
      append(1, operands.stream().map(o -> 1).toList(), sizes, strides);
    }
    return new Broadcast(sizes, strides);
  }

  private static List<Integer> strides(List<Shape> operands, int d) {
    return operands.stream()
        .map(o -> o.size(d) == 1 ? 0 : Math.toIntExact(o.elements(d + 1, o.rank())))
        .toList();
  }

  private static void append(
      int size, List<Integer> steps, List<Integer> sizes, List<List<Integer>> strides) {
    int last = sizes.size() - 1;
    boolean merges = last >= 0;
    for (int o = 0; merges && o < steps.size(); o++) {
      merges = strides.get(o).get(last).equals(steps.get(o) * size);
    }
    if (merges) {
      sizes.set(last, sizes.get(last) * size);
    } else {
      sizes.add(size);
    }
    for (int o = 0; o < steps.size(); o++) {
      if (merges) {
        strides.get(o).set(last, steps.get(o));
      } else {
        strides.get(o).add(steps.get(o));
      }
    }
  }

  /** The size of the innermost loop. */
  int inner() {
    return sizes.get(sizes.size() - 1);
  }

  /** How often the innermost loop runs. */
  int outer() {
    return sizes.subList(0, sizes.size() - 1).stream().reduce(1, Math::multiplyExact);
  }

  /** Whether the operand is repeated in the innermost loop. */
  boolean repeated(int operand) {
    return strides.get(operand).get(sizes.size() - 1) == 0;
  }

  /**
   * These loops with an innermost one of at most {@code run} elements, which divides every longer
   * one.
   */
  Broadcast within(int run) {
    int last = sizes.size() - 1;
    if (inner() <= run) {
      return this;
    }
    List<Integer> split = new ArrayList<>(sizes.subList(0, last));
    split.add(inner() / run);
    split.add(run);
    List<List<Integer>> steps = new ArrayList<>();
    for (List<Integer> s : strides) {
      List<Integer> step = new ArrayList<>(s.subList(0, last));
      step.add(s.get(last) * run);
      step.add(s.get(last));
      steps.add(step);
    }
    return new Broadcast(split, steps);
  }

  /** Where the operand's innermost loop begins in its iteration {@code row}. */
  Expr base(int operand, Expr row) {
    Expr offset = index(0);
    Expr rest = row;
    for (int d = sizes.size() - 2; d >= 0; d--) {
      Expr at = d == 0 ? rest : rest.rem(sizes.get(d));
      offset = offset.plus(at.times(strides.get(operand).get(d)));
      rest = rest.div(sizes.get(d));
    }
    return offset;
  }
}
