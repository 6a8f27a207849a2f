package dev.lamina.compiler.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Stmt.Micro} lifted out of its surroundings: what it reads of them becomes parameters.
 * Names are made canonical, so that equal micro-kernels of different kernels are equal.
 *
 * @param kernel the micro-kernel; it has no {@code from} and {@code to}, and its scalars may be
 *     floats
 * @param arrays what is passed for its arrays
 * @param locals what is passed for its scalars
 */
public record MicroKernel(Kernel kernel, List<Array> arrays, List<Local> locals) {
  public MicroKernel {
    arrays = List.copyOf(arrays);
    locals = List.copyOf(locals);
  }

  /** The micro-kernel of a statement. */
  public static MicroKernel of(Stmt.Micro micro) {
    Lifting lifting = new Lifting();
    List<Stmt> body = lifting.block(micro.body());
    return new MicroKernel(
        new Kernel(
            micro.name(),
            List.copyOf(lifting.parameterArrays),
            List.copyOf(lifting.parameterLocals),
            body),
        lifting.capturedArrays,
        lifting.capturedLocals);
  }

  /** Copies a block under canonical names; what it does not declare is captured. */
  private static final class Lifting {
    private final Map<Array, Array> arrays = new LinkedHashMap<>();
    private final Map<Local, Local> locals = new LinkedHashMap<>();
    private final List<Array> capturedArrays = new ArrayList<>();
    private final List<Local> capturedLocals = new ArrayList<>();
    private final List<Array> parameterArrays = new ArrayList<>();
    private final List<Local> parameterLocals = new ArrayList<>();

    List<Stmt> block(List<Stmt> block) {
      return block.stream().filter(s -> !(s instanceof Stmt.Comment)).map(this::statement).toList();
    }

    private Stmt statement(Stmt statement) {
      if (statement instanceof Stmt.Let s) {
        Expr value = value(s.value());
        return new Stmt.Let(declare(s.local()), value);
      } else if (statement instanceof Stmt.Set s) {
        return new Stmt.Set(local(s.local()), value(s.value()));
      } else if (statement instanceof Stmt.Store s) {
        return new Stmt.Store(array(s.array()), value(s.index()), value(s.value()));
      } else if (statement instanceof Stmt.Copy s) {
        return new Stmt.Copy(
            array(s.source()), value(s.from()), array(s.target()), value(s.to()), value(s.count()));
      } else if (statement instanceof Stmt.Row s) {
        Array rows = array(s.rows());
        Expr index = value(s.index());
        Array row = new Array("row" + arrays.size(), Array.Kind.ROW);
        arrays.put(s.row(), row);
        return new Stmt.Row(row, rows, index);
      } else if (statement instanceof Stmt.For s) {
        Expr from = value(s.from());
        Expr to = value(s.to());
        return new Stmt.For(declare(s.variable()), from, to, s.step(), block(s.body()));
      } else if (statement instanceof Stmt.If s) {
        return new Stmt.If(
            s.comparison(), value(s.a()), value(s.b()), block(s.then()), block(s.otherwise()));
      } else if (statement instanceof Stmt.Micro s) {
        return new Stmt.Micro(s.name(), block(s.body()));
      } else if (statement instanceof Stmt.Cut s) {
        return new Stmt.Cut(value(s.a()), value(s.b()));
      } else if (statement instanceof Stmt.Fence) {
        return statement;
      }
      throw new IllegalArgumentException(statement + " in a micro-kernel");
    }

    private Local declare(Local local) {
      Local renamed = new Local("v" + locals.size(), local.type());
      locals.put(local, renamed);
      return renamed;
    }

    private Local local(Local local) {
      Local known = locals.get(local);
      if (known != null) {
        return known;
      }
      Local renamed = declare(local);
      capturedLocals.add(local);
      parameterLocals.add(renamed);
      return renamed;
    }

    private Array array(Array array) {
      Array known = arrays.get(array);
      if (known != null) {
        return known;
      }
      Array renamed = new Array("a" + arrays.size(), array.kind());
      arrays.put(array, renamed);
      capturedArrays.add(array);
      parameterArrays.add(renamed);
      return renamed;
    }

    private Expr value(Expr e) {
      if (e instanceof Local local) {
        return local(local);
      } else if (e instanceof Expr.Load x) {
        return new Expr.Load(array(x.array()), value(x.index()), x.lanes());
      } else if (e instanceof Expr.TableLoad x) {
        return new Expr.TableLoad(array(x.array()), value(x.index()));
      } else if (e instanceof Expr.Splat x) {
        return new Expr.Splat(value(x.scalar()), x.lanes());
      } else if (e instanceof Expr.Unary x) {
        return new Expr.Unary(x.op(), value(x.a()));
      } else if (e instanceof Expr.Binary x) {
        return new Expr.Binary(x.op(), value(x.a()), value(x.b()));
      } else if (e instanceof Expr.Fma x) {
        return new Expr.Fma(value(x.a()), value(x.b()), value(x.c()));
      } else if (e instanceof Expr.Select x) {
        return new Expr.Select(
            x.comparison(), value(x.a()), value(x.b()), value(x.then()), value(x.otherwise()));
      } else if (e instanceof Expr.Shuffle x) {
        return new Expr.Shuffle(value(x.a()), value(x.b()), x.pattern());
      } else if (e instanceof Expr.Lane x) {
        return new Expr.Lane(value(x.vector()), x.lane());
      }
      return e;
    }
  }
}
