package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Stmt;
import dev.lamina.compiler.loop.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kernel that does every vector operation of other kernels once. C2 makes instructions of an
 * operation only if it knows from a profile of the Vector API's own methods which class the vectors
 * have. Called often enough, this kernel sees to that in a small part of the time that the others
 * would need.
 */
final class VectorOperations {
  private static final Array FLOATS = new Array("x", Array.Kind.FLOATS);
  private static final Expr START = new Expr.IntConst(0, Type.INDEX);

  private final Set<Expr> operations = new LinkedHashSet<>();
  private final Set<Type> stored = new LinkedHashSet<>();
  private final Map<Type, Local> operands = new LinkedHashMap<>();

  private VectorOperations() {}

  /** The operations of those kernels. */
  static Kernel of(List<Kernel> kernels) {
    VectorOperations found = new VectorOperations();
    kernels.forEach(kernel -> found.block(kernel.body()));
    return new Kernel("vector_operations", List.of(FLOATS), List.of(), found.body());
  }

  private List<Stmt> body() {
    List<Stmt> body = new ArrayList<>();
    operands.forEach((type, local) -> body.add(new Stmt.Let(local, value(type))));
    for (Expr operation : operations) {
      body.add(new Stmt.Let(new Local("v" + body.size(), operation.type()), operation));
    }
    for (Type type : stored) {
      body.add(new Stmt.Store(FLOATS, START, operands.get(type)));
    }
    return body;
  }

  private static Expr value(Type type) {
    return type.kind() == Type.Kind.INT
        ? new Expr.IntConst(1, type)
        : new Expr.Load(FLOATS, START, type.lanes());
  }

  private void block(List<Stmt> block) {
    block.forEach(this::statement);
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Let s) {
      find(s.value());
    } else if (statement instanceof Stmt.Set s) {
      find(s.value());
    } else if (statement instanceof Stmt.Store s) {
      find(s.value());
      if (s.value().type().isVector()) {
        operand(s.value());
        stored.add(s.value().type());
      }
    } else if (statement instanceof Stmt.For s) {
      block(s.body());
    } else if (statement instanceof Stmt.If s) {
      block(s.then());
      block(s.otherwise());
    } else if (statement instanceof Stmt.Micro s) {
      block(s.body());
    }
  }

  private void find(Expr e) {
    e.operands().forEach(this::find);
    if ((e.type().isVector() && !(e instanceof Local)) || e instanceof Expr.Lane) {
      operations.add(plain(e));
    }
  }

  /** The operation, on operands that stand for all of their type. */
  private Expr plain(Expr e) {
    if (e instanceof Expr.IntConst) {
      return new Expr.IntConst(1, e.type());
    } else if (e instanceof Expr.FloatConst) {
      return new Expr.FloatConst(1, e.type());
    } else if (e instanceof Expr.Load x) {
      return new Expr.Load(FLOATS, START, x.lanes());
    } else if (e instanceof Expr.Splat x) {
      return new Expr.Splat(operand(x.scalar()), x.lanes());
    } else if (e instanceof Expr.Unary x) {
      return new Expr.Unary(x.op(), operand(x.a()));
    } else if (e instanceof Expr.Binary x) {
      Expr b = x.b() instanceof Expr.IntConst ? plain(x.b()) : operand(x.b());
      return new Expr.Binary(x.op(), operand(x.a()), b);
    } else if (e instanceof Expr.Fma x) {
      return new Expr.Fma(operand(x.a()), operand(x.b()), operand(x.c()));
    } else if (e instanceof Expr.Select x) {
      Local compared = operand(x.a());
      Local chosen = operand(x.then());
      return new Expr.Select(x.comparison(), compared, compared, chosen, chosen);
    } else if (e instanceof Expr.Shuffle x) {
      return new Expr.Shuffle(operand(x.a()), operand(x.b()), plain(x.pattern()));
    } else if (e instanceof Expr.Lane x) {
      return new Expr.Lane(operand(x.vector()), 0);
    }
    throw new EmitException(e + " on vectors");
  }

  /** A pattern that stands for all of one or of two vectors. */
  private static List<Integer> plain(List<Integer> pattern) {
    int lanes = pattern.size();
    int lane = pattern.stream().anyMatch(i -> i >= lanes) ? lanes : 0;
    return Collections.nCopies(lanes, lane);
  }

  private Local operand(Expr e) {
    return operands.computeIfAbsent(e.type(), t -> new Local("operand_" + t, t));
  }
}
