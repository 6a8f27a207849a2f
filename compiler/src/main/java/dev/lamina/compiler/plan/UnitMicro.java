package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Stmt;
import java.util.List;

/**
 * Makes the vector code of a unit of work a micro-kernel. The JIT compiles a method after some
 * hundred calls; until then every vector is an object. A kernel is called once a step, so that in a
 * large network it would be slow for hundreds of runs, its units are many.
 */
final class UnitMicro {
  private UnitMicro() {}

  /** The body of a kernel, with the units of its loop over {@code to} in a micro-kernel. */
  static List<Stmt> apply(List<Stmt> body, Local to) {
    return body.stream().map(s -> apply(s, to)).toList();
  }

  private static Stmt apply(Stmt statement, Local to) {
    if (statement instanceof Stmt.For loop && loop.to().equals(to) && hasVectors(loop.body())) {
      List<Stmt> unit = List.of(new Stmt.Micro("unit", loop.body()));
      return new Stmt.For(loop.variable(), loop.from(), loop.to(), loop.step(), unit);
    }
    return statement;
  }

  /** Whether a block computes with vectors outside of the micro-kernels that it has already. */
  private static boolean hasVectors(List<Stmt> block) {
    return block.stream().anyMatch(UnitMicro::hasVectors);
  }

  private static boolean hasVectors(Stmt statement) {
    if (statement instanceof Stmt.Let s) {
      return s.local().type().isVector();
    } else if (statement instanceof Stmt.Set s) {
      return s.local().type().isVector();
    } else if (statement instanceof Stmt.Store s) {
      return s.value().type().isVector();
    } else if (statement instanceof Stmt.For s) {
      return hasVectors(s.body());
    } else if (statement instanceof Stmt.If s) {
      return hasVectors(s.then()) || hasVectors(s.otherwise());
    }
    return false;
  }
}
