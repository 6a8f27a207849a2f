package dev.lamina.compiler.loop;

import java.util.List;

/** A statement of a kernel. */
public sealed interface Stmt {
  /** Declares {@code local} and gives it its first value. */
  record Let(Local local, Expr value) implements Stmt {
    public Let {
      Check.sameType(local.name(), local.type(), value);
    }
  }

  /** Gives a declared local a new value. */
  record Set(Local local, Expr value) implements Stmt {
    public Set {
      Check.sameType(local.name(), local.type(), value);
    }
  }

  /** Stores a scalar or consecutive lanes at {@code index} of a float array or row. */
  record Store(Array array, Expr index, Expr value) implements Stmt {
    public Store {
      Check.array("a store", array, Array.Kind.FLOATS, Array.Kind.ROW);
      Check.index("the index into " + array.name(), index);
      Check.kind("what is stored into " + array.name(), value.type(), Type.Kind.FLOAT);
    }
  }

  /**
   * Copies {@code count} floats from {@code source} at {@code from} to {@code target} at {@code
   * to}; the arrays are not the same. The JIT does not vectorise a loop that copies with an offset.
   */
  record Copy(Array source, Expr from, Array target, Expr to, Expr count) implements Stmt {
    public Copy {
      Check.array("what is copied", source, Array.Kind.FLOATS, Array.Kind.ROW);
      Check.array("what is copied to", target, Array.Kind.FLOATS, Array.Kind.ROW);
      Check.index("the index into " + source.name(), from);
      Check.index("the index into " + target.name(), to);
      Check.index("the count of a copy", count);
    }
  }

  /** Binds {@code row} to row {@code index} of {@code rows}. */
  record Row(Array row, Array rows, Expr index) implements Stmt {
    public Row {
      Check.array("a row", row, Array.Kind.ROW);
      Check.array("what rows are picked from", rows, Array.Kind.ROWS);
      Check.index("the index into " + rows.name(), index);
    }
  }

  /**
   * {@code for (i = from; i < to; i += step)}; bounds are computed once, {@code step} is positive.
   */
  record For(Local variable, Expr from, Expr to, int step, List<Stmt> body) implements Stmt {
    public For {
      Check.index("a loop variable", variable);
      Check.index("the start of loop " + variable.name(), from);
      Check.index("the end of loop " + variable.name(), to);
      Check.step(variable, step);
      body = List.copyOf(body);
    }
  }

  /** {@code if (a cmp b) then else otherwise}, on scalars. */
  record If(Expr.Comparison comparison, Expr a, Expr b, List<Stmt> then, List<Stmt> otherwise)
      implements Stmt {
    public If {
      Check.same("if", a, b);
      Check.scalar("what if compares", a);
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * A block that becomes a method of its own, the micro-kernel: small, so that the JIT compiles it
   * soon and keeps its values in registers, and shared by all kernels that hold the same one. It
   * reads scalars and arrays of what surrounds it, and assigns none of its locals.
   */
  record Micro(String name, List<Stmt> body) implements Stmt {
    public Micro {
      body = List.copyOf(body);
    }
  }

  /**
   * No load from behind it is done before it. It changes nothing that is computed; it keeps the JIT
   * from loading all that a long block needs at once, for which there are not enough registers.
   */
  record Fence() implements Stmt {}

  /**
   * {@code if (a == b) break;} of the innermost loop, where {@code a} and {@code b} never are
   * equal, which only we know. The JIT, which moves arithmetic as far down as it can within code
   * without branches, has to finish all that a loop computes with before it: few values need a
   * register at once.
   */
  record Cut(Expr a, Expr b) implements Stmt {
    public Cut {
      Check.index("what a cut compares", a);
      Check.index("what a cut compares", b);
    }
  }

  /** A line for readers of listings; no code. */
  record Comment(String text) implements Stmt {}
}
