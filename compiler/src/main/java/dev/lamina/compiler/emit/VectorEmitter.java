package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Type;
import org.objectweb.asm.Opcodes;

/**
 * Writes vector expressions as calls of {@code jdk.incubator.vector}. The species, which C2 must
 * know, is loaded next to each use; every method used has the same descriptor on Java 17 to 25.
 */
final class VectorEmitter {
  private final Code code;
  private final ExprEmitter expressions;
  private final boolean fma;
  private final VectorReceivers receivers;
  private final Shuffles shuffles;

  VectorEmitter(
      Code code,
      ExprEmitter expressions,
      boolean fma,
      VectorReceivers receivers,
      Shuffles shuffles) {
    this.code = code;
    this.expressions = expressions;
    this.fma = fma;
    this.receivers = receivers;
    this.shuffles = shuffles;
  }

  void push(Expr e) {
    Type type = e.type();
    if (e instanceof Expr.IntConst c) {
      species(type);
      code.push(c.value());
      broadcast(type);
    } else if (e instanceof Expr.FloatConst c) {
      species(type);
      code.push(c.value());
      broadcast(type);
    } else if (e instanceof Expr.Splat splat) {
      species(type);
      expressions.push(splat.scalar());
      broadcast(type);
    } else if (e instanceof Expr.Load load) {
      species(type);
      expressions.pushElement(load.array(), load.index());
      code.callStatic(
          VectorApi.FLOAT, "fromArray", "(" + VectorApi.SPECIES + "[FI)" + VectorApi.FLOAT_TYPE);
    } else if (e instanceof Expr.Unary unary) {
      unary(unary);
    } else if (e instanceof Expr.Binary binary) {
      binary(binary);
    } else if (e instanceof Expr.Fma x) {
      fma(x);
    } else if (e instanceof Expr.Select s) {
      select(s);
    } else if (e instanceof Expr.Shuffle s) {
      shuffle(s);
    }
  }

  /** Stores a vector; it, the array and the index are on the stack. */
  void store(Type type) {
    code.callVirtual(VectorApi.owner(type), "intoArray", "([FI)V");
  }

  /** A lane of the vector on the stack. */
  void lane(Type type, int lane) {
    code.push(lane);
    code.callVirtual(VectorApi.owner(type), "lane", "(I)" + VectorApi.element(type));
  }

  private void species(Type type) {
    VectorApi.species(code, type);
  }

  private void broadcast(Type type) {
    code.callStatic(
        VectorApi.owner(type),
        "broadcast",
        "(" + VectorApi.SPECIES + VectorApi.element(type) + ")" + VectorApi.descriptor(type));
  }

  private void unary(Expr.Unary e) {
    expressions.push(e.a());
    Type from = e.a().type();
    String owner = VectorApi.owner(from);
    switch (e.op()) {
      case NEG, ABS, SQRT -> lanewise(e.op(), from);
      case BITS -> code.callVirtual(owner, "reinterpretAsInts", "()" + VectorApi.INT_TYPE);
      case FROM_BITS -> code.callVirtual(owner, "reinterpretAsFloats", "()" + VectorApi.FLOAT_TYPE);
      case TO_INT -> convert("F2I", from, e.type());
      case TO_FLOAT -> convert("I2F", from, e.type());
      case BIT_COUNT -> throw new EmitException(e.op() + " of vectors");
    }
  }

  /**
   * Calls the operation itself rather than {@code abs()}, which would call it: so the receiver's
   * class is in the kernel's own profile, whatever C1 did with {@code abs()}.
   */
  private void lanewise(Expr.UnaryOp op, Type type) {
    VectorApi.operator(code, op.name(), "Unary");
    code.callVirtual(
        VectorApi.owner(type),
        "lanewise",
        "(" + VectorApi.operatorType("Unary") + ")" + VectorApi.descriptor(type));
  }

  private void convert(String conversion, Type from, Type to) {
    VectorApi.operator(code, conversion, "Conversion");
    species(to);
    code.push(0);
    code.callVirtual(
        VectorApi.owner(from),
        "convertShape",
        "(" + VectorApi.operatorType("Conversion") + VectorApi.SPECIES + "I)" + VectorApi.VECTOR);
    code.type(Opcodes.CHECKCAST, VectorApi.owner(to));
  }

  private void binary(Expr.Binary written) {
    Expr.Binary e = receivers.order(written);
    expressions.push(e.a());
    Type type = e.type();
    switch (e.op()) {
      case SHL -> shift("LSHL", e.b(), type);
      case SHR -> shift("ASHR", e.b(), type);
      case ADD, SUB, MUL, DIV, MIN, MAX, AND, OR -> {
        expressions.push(e.b());
        code.callVirtual(
            VectorApi.owner(type),
            VectorApi.method(e.op()),
            "(" + VectorApi.VECTOR + ")" + VectorApi.descriptor(type));
      }
      case REM -> throw new EmitException("REM of " + type);
    }
  }

  private void shift(String operator, Expr bits, Type type) {
    VectorApi.operator(code, operator, "Binary");
    String right = VectorApi.VECTOR;
    if (bits instanceof Expr.IntConst c) {
      code.push(c.value());
      right = "I";
    } else {
      expressions.push(bits);
    }
    code.callVirtual(
        VectorApi.owner(type),
        "lanewise",
        "(" + VectorApi.operatorType("Binary") + right + ")" + VectorApi.descriptor(type));
  }

  private void fma(Expr.Fma written) {
    Expr.Fma x = receivers.order(written);
    expressions.push(x.a());
    expressions.push(x.b());
    if (fma) {
      expressions.push(x.c());
      code.callVirtual(
          VectorApi.FLOAT,
          "fma",
          "(" + VectorApi.VECTOR + VectorApi.VECTOR + ")" + VectorApi.FLOAT_TYPE);
      return;
    }
    String descriptor = "(" + VectorApi.VECTOR + ")" + VectorApi.FLOAT_TYPE;
    code.callVirtual(VectorApi.FLOAT, "mul", descriptor);
    expressions.push(x.c());
    code.callVirtual(VectorApi.FLOAT, "add", descriptor);
  }

  private void select(Expr.Select s) {
    expressions.push(s.otherwise());
    expressions.push(s.then());
    compare(receivers.order(s));
    code.callVirtual(
        VectorApi.owner(s.type()),
        "blend",
        "(" + VectorApi.VECTOR + VectorApi.MASK_TYPE + ")" + VectorApi.descriptor(s.type()));
  }

  /** Leaves the mask of the lanes for which the comparison holds. */
  private void compare(Expr.Select s) {
    expressions.push(s.a());
    VectorApi.operator(code, s.comparison().name(), "Comparison");
    expressions.push(s.b());
    Type compared = s.a().type();
    code.callVirtual(
        VectorApi.owner(compared),
        "compare",
        "(" + VectorApi.operatorType("Comparison") + VectorApi.VECTOR + ")" + VectorApi.MASK_TYPE);
    if (!compared.equals(s.type())) {
      species(s.type());
      code.callVirtual(VectorApi.MASK, "cast", "(" + VectorApi.SPECIES + ")" + VectorApi.MASK_TYPE);
    }
  }

  private void shuffle(Expr.Shuffle s) {
    int lanes = s.type().lanes();
    boolean both = s.pattern().stream().anyMatch(i -> i >= lanes);
    expressions.push(s.a());
    shuffles.push(code, s.type(), s.pattern());
    if (both) {
      expressions.push(s.b());
    }
    code.callVirtual(
        VectorApi.owner(s.type()),
        "rearrange",
        "("
            + VectorApi.SHUFFLE_TYPE
            + (both ? VectorApi.VECTOR : "")
            + ")"
            + VectorApi.descriptor(s.type()));
  }
}
