package dev.lamina.compiler.emit;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.select;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelBuilder;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes kernels of nested loops, conditions and arithmetic on up to four units. */
final class RandomKernel {
  private static final int DEPTH = 3;

  private final Random random;
  private final int lanes;
  private final KernelBuilder k = new KernelBuilder("random");
  private final Array in = k.floats("in");
  private final Array table = k.table("table");
  private final Array out = k.floats("out");
  private final List<Expr> indices = new ArrayList<>();
  private final List<Expr> values = new ArrayList<>();
  private final List<Local> variables = new ArrayList<>();

  RandomKernel(long seed, int lanes) {
    this.random = new Random(seed);
    this.lanes = lanes;
  }

  Kernel make() {
    k.loop(
        "unit",
        k.from(),
        k.to(),
        unit -> {
          indices.add(unit);
          variables.add(k.variable("sum", constant(1f, lanes)));
          block(DEPTH);
          k.store(out, unit.times(64), variables.get(0));
        });
    return k.build();
  }

  private void block(int depth) {
    int valuesBefore = values.size();
    int indicesBefore = indices.size();
    int variablesBefore = variables.size();
    for (int i = 0; i < 3; i++) {
      statement(depth);
    }
    truncate(values, valuesBefore);
    truncate(indices, indicesBefore);
    truncate(variables, variablesBefore);
  }

  private static void truncate(List<?> list, int size) {
    list.subList(size, list.size()).clear();
  }

  private void statement(int depth) {
    switch (random.nextInt(depth > 0 ? 7 : 4)) {
      case 0 -> values.add(k.let("value", value(3)));
      case 1 -> variables.add(k.variable("variable", value(2)));
      case 2 -> k.set(pick(variables), value(3));
      case 3 -> indices.add(k.let("index", index()));
      case 4 ->
          k.ifThen(
              pick(List.of(Expr.Comparison.values())),
              index(),
              index(),
              () -> block(depth - 1),
              random.nextBoolean() ? () -> block(depth - 1) : () -> {});
      default ->
          k.loop(
              "i",
              index(),
              index().plus(2),
              1 + random.nextInt(2),
              i -> {
                indices.add(i.rem(4));
                block(depth - 1);
                indices.remove(indices.size() - 1);
              });
    }
  }

  private Expr index() {
    Expr a = pick(indices);
    return switch (random.nextInt(5)) {
      case 0 -> a.plus(random.nextInt(5)).rem(4);
      case 1 -> tableLoad(table, a);
      case 2 -> a.max(pick(indices)).min(random.nextInt(4));
      case 3 -> a.times(3).plus(pick(indices)).and(3);
      default -> a;
    };
  }

  private Expr value(int depth) {
    if (depth == 0) {
      return leaf();
    }
    Expr a = value(depth - 1);
    return switch (random.nextInt(9)) {
      case 0 -> a.plus(value(depth - 1));
      case 1 -> a.times(value(depth - 1));
      case 2 -> a.max(value(depth - 1));
      case 3 -> a.minus(leaf());
      case 4 -> fma(a, leaf(), leaf());
      case 5 -> select(pick(List.of(Expr.Comparison.values())), a, leaf(), leaf(), leaf());
      case 6 -> a.toInt().shl(2).toFloat();
      case 7 -> a.div(leaf());
      default -> a.abs().sqrt();
    };
  }

  private Expr leaf() {
    return switch (random.nextInt(6)) {
      case 0 -> constant(random.nextInt(5) - 2, lanes);
      case 1 -> load(in, index().times(15).plus(random.nextInt(8)), lanes);
      case 2 -> splat(load(in, index()), lanes);
      case 3 -> values.isEmpty() ? pick(variables) : pick(values);
      case 4 -> splat(index().toFloat(), lanes);
      default -> pick(variables);
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
