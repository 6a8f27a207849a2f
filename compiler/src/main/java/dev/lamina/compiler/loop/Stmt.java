package dev.lamina.compiler.loop;

import java.util.List;

/** A statement of a kernel. */
public sealed interface Stmt {
  /** Declares {@code local} and gives it its first value. */
  record Let(Local local, Expr value) implements Stmt {}

  /** Gives a declared local a new value. */
  record Set(Local local, Expr value) implements Stmt {}

  /** Stores a scalar or consecutive lanes at {@code index} of a float array or row. */
  record Store(Array array, Expr index, Expr value) implements Stmt {}

  /** Binds {@code row} to row {@code index} of {@code rows}. */
  record Row(Array row, Array rows, Expr index) implements Stmt {}

  /**
   * {@code for (i = from; i < to; i += step)}; bounds are computed once, {@code step} is positive.
   */
  record For(Local variable, Expr from, Expr to, int step, List<Stmt> body) implements Stmt {
    public For {
      body = List.copyOf(body);
    }
  }

  /** {@code if (a cmp b) then else otherwise}, on scalars. */
  record If(Expr.Comparison comparison, Expr a, Expr b, List<Stmt> then, List<Stmt> otherwise)
      implements Stmt {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /** A line for readers of listings; no code. */
  record Comment(String text) implements Stmt {}
}
