package dev.lamina.compiler.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what types alone cannot: that names are unique and used in scope, that loop variables and
 * parameters are not assigned, and that {@code from} and {@code to} come first.
 */
public final class KernelVerifier {
  private final Kernel kernel;
  private final Set<String> declared = new HashSet<>();
  private final Map<String, Object> inScope = new HashMap<>();
  private final Set<Local> assignable = new HashSet<>();
  private int loops;

  private KernelVerifier(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Checks {@code kernel}.
   *
   * @throws IllegalArgumentException if something is wrong; the message holds the listing
   */
  public static void verify(Kernel kernel) {
    new KernelVerifier(kernel).run();
  }

  private void run() {
    List<Local> ints = kernel.ints();
    require(
        ints.size() >= 2 && ints.get(0).name().equals("from") && ints.get(1).name().equals("to"),
        "the first two integers are from and to");
    for (Array array : kernel.arrays()) {
      require(array.kind() != Array.Kind.ROW, "row " + array.name() + " as a parameter");
      declare(array.name(), array);
    }
    for (Local local : ints) {
      require(local.type().equals(Type.INDEX), local.name() + " is not an integer");
      declare(local.name(), local);
    }
    block(kernel.body());
  }

  private void block(List<Stmt> block) {
    Set<String> outer = Set.copyOf(inScope.keySet());
    block.forEach(this::statement);
    inScope.keySet().retainAll(outer);
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Let s) {
      value(s.value());
      declare(s.local().name(), s.local());
      assignable.add(s.local());
    } else if (statement instanceof Stmt.Set s) {
      value(s.value());
      use(s.local().name(), s.local());
      require(assignable.contains(s.local()), s.local().name() + " must not be assigned");
    } else if (statement instanceof Stmt.Store s) {
      use(s.array().name(), s.array());
      value(s.index());
      value(s.value());
    } else if (statement instanceof Stmt.Copy s) {
      copy(s);
    } else if (statement instanceof Stmt.Row s) {
      use(s.rows().name(), s.rows());
      value(s.index());
      declare(s.row().name(), s.row());
    } else if (statement instanceof Stmt.For s) {
      loop(s);
    } else if (statement instanceof Stmt.If s) {
      value(s.a());
      value(s.b());
      block(s.then());
      block(s.otherwise());
    } else if (statement instanceof Stmt.Cut s) {
      require(loops > 0, "a cut outside of loops");
      value(s.a());
      value(s.b());
    } else if (statement instanceof Stmt.Micro s) {
      micro(s);
    }
  }

  private void copy(Stmt.Copy copy) {
    use(copy.source().name(), copy.source());
    use(copy.target().name(), copy.target());
    value(copy.from());
    value(copy.to());
    value(copy.count());
  }

  private void micro(Stmt.Micro micro) {
    Set<Local> outer = Set.copyOf(assignable);
    int outerLoops = loops;
    assignable.clear();
    loops = 0;
    block(micro.body());
    loops = outerLoops;
    assignable.addAll(outer);
    for (Local captured : MicroKernel.of(micro).locals()) {
      require(!captured.type().isVector(), captured.name() + " is a vector from outside");
    }
  }

  private void loop(Stmt.For loop) {
    value(loop.from());
    value(loop.to());
    declare(loop.variable().name(), loop.variable());
    loops++;
    block(loop.body());
    loops--;
    inScope.remove(loop.variable().name());
  }

  private void value(Expr e) {
    if (e instanceof Local local) {
      use(local.name(), local);
    } else if (e instanceof Expr.Load load) {
      use(load.array().name(), load.array());
    } else if (e instanceof Expr.TableLoad load) {
      use(load.array().name(), load.array());
    }
    e.operands().forEach(this::value);
  }

  private void declare(String name, Object what) {
    require(declared.add(name), name + " is declared twice");
    inScope.put(name, what);
  }

  private void use(String name, Object what) {
    require(what.equals(inScope.get(name)), name + " is used where it is not declared");
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(
          "kernel " + kernel.name() + ": " + message + "\n" + KernelPrinter.print(kernel));
    }
  }
}
