package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.Set;

/**
 * Chooses on which operand a method of the Vector API is called. Its class must be known to C2:
 * otherwise the call stays a call, and vectors stay in boxes. It is known of loads, broadcasts and
 * what is computed from them, and of every argument, since the API compares its class with the
 * receiver's. Of a local that a loop changes it is known only by the profile of the API's own
 * method, which C2 may take before it has any. So such a local is an argument where it can be.
 */
final class VectorReceivers {
  private final Set<Local> changed;

  /** For a kernel that assigns to those locals. */
  VectorReceivers(Set<Local> changed) {
    this.changed = changed;
  }

  /** The same value, with the better operand first. */
  Expr.Binary order(Expr.Binary e) {
    boolean turn =
        switch (e.op()) {
          case ADD, MUL, MIN, MAX, AND, OR -> turns(e.a(), e.b());
          case SUB, DIV, REM, SHL, SHR -> false;
        };
    return turn ? new Expr.Binary(e.op(), e.b(), e.a()) : e;
  }

  /** The same value, with the better factor first. */
  Expr.Fma order(Expr.Fma e) {
    return turns(e.a(), e.b()) ? new Expr.Fma(e.b(), e.a(), e.c()) : e;
  }

  /** The same choice, with the better side of the comparison first. */
  Expr.Select order(Expr.Select e) {
    if (!turns(e.a(), e.b())) {
      return e;
    }
    Expr.Comparison turned =
        switch (e.comparison()) {
          case LT -> Expr.Comparison.GT;
          case LE -> Expr.Comparison.GE;
          case GT -> Expr.Comparison.LT;
          case GE -> Expr.Comparison.LE;
          case EQ, NE -> e.comparison();
        };
    return new Expr.Select(turned, e.b(), e.a(), e.then(), e.otherwise());
  }

  private boolean turns(Expr first, Expr second) {
    return isChanged(first) && !isChanged(second);
  }

  private boolean isChanged(Expr e) {
    return e instanceof Local local && changed.contains(local);
  }
}
