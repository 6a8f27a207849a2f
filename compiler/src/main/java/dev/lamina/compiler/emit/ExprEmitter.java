package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Stmt;
import dev.lamina.compiler.loop.Type;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Writes expressions: scalars here, vectors through the Vector API. */
final class ExprEmitter {
  private static final String MATH = "java/lang/Math";
  private static final String FLOAT = "java/lang/Float";

  private final Code code;
  private final Slots slots;
  private final boolean fma;
  private final VectorEmitter vectors;

  ExprEmitter(Code code, Slots slots, boolean fma, VectorReceivers receivers, Shuffles shuffles) {
    this.code = code;
    this.slots = slots;
    this.fma = fma;
    this.vectors = new VectorEmitter(code, this, fma, receivers, shuffles);
  }

  /** Leaves the value on the stack. */
  void push(Expr e) {
    if (e instanceof Local local) {
      code.load(local.type(), slots.of(local.name()));
    } else if (e.type().isVector()) {
      vectors.push(e);
    } else {
      scalar(e);
    }
  }

  void store(Stmt.Store s) {
    if (s.value().type().isVector()) {
      push(s.value());
      pushElement(s.array(), s.index());
      vectors.store(s.value().type());
    } else {
      pushElement(s.array(), s.index());
      push(s.value());
      code.op(Opcodes.FASTORE);
    }
  }

  /** Leaves the array and the index, its base added, on the stack. */
  void pushElement(Array array, Expr index) {
    code.loadReference(slots.of(array.name()));
    if (!KernelEmitter.hasBase(array)) {
      push(index);
      return;
    }
    code.loadInt(slots.base(array.name()));
    addConstantLast(index);
  }

  /** Adds {@code index} to what is on the stack, a constant at its end last. */
  private void addConstantLast(Expr index) {
    if (index instanceof Expr.IntConst c && c.value() == 0) {
      return;
    }
    if (index instanceof Expr.Binary sum
        && sum.op() == Expr.BinaryOp.ADD
        && sum.b() instanceof Expr.IntConst) {
      addConstantLast(sum.a());
      addConstantLast(sum.b());
      return;
    }
    push(index);
    code.op(Opcodes.IADD);
  }

  private void scalar(Expr e) {
    if (e instanceof Expr.IntConst c) {
      code.push(c.value());
    } else if (e instanceof Expr.FloatConst c) {
      code.push(c.value());
    } else if (e instanceof Expr.Load load) {
      pushElement(load.array(), load.index());
      code.op(Opcodes.FALOAD);
    } else if (e instanceof Expr.TableLoad load) {
      pushElement(load.array(), load.index());
      if (load.array().kind() == Array.Kind.BYTES) {
        code.op(Opcodes.BALOAD);
        code.push(0xff);
        code.op(Opcodes.IAND);
      } else {
        code.op(Opcodes.IALOAD);
      }
    } else if (e instanceof Expr.Splat splat) {
      push(splat.scalar());
    } else if (e instanceof Expr.Unary unary) {
      push(unary.a());
      unary(unary.op(), unary.a().type().kind() == Type.Kind.INT);
    } else if (e instanceof Expr.Binary binary) {
      push(binary.a());
      push(binary.b());
      binary(binary.op(), binary.type().kind() == Type.Kind.INT);
    } else if (e instanceof Expr.Fma x) {
      fma(x);
    } else if (e instanceof Expr.Select s) {
      select(s);
    } else if (e instanceof Expr.Shuffle s) {
      push(s.pattern().get(0) == 0 ? s.a() : s.b());
    } else if (e instanceof Expr.Lane lane) {
      push(lane.vector());
      if (lane.vector().type().isVector()) {
        vectors.lane(lane.vector().type(), lane.lane());
      }
    }
  }

  private void unary(Expr.UnaryOp op, boolean ofInts) {
    switch (op) {
      case NEG -> code.op(ofInts ? Opcodes.INEG : Opcodes.FNEG);
      case ABS -> code.callStatic(MATH, "abs", ofInts ? "(I)I" : "(F)F");
      case SQRT -> {
        code.op(Opcodes.F2D);
        code.callStatic(MATH, "sqrt", "(D)D");
        code.op(Opcodes.D2F);
      }
      case BITS -> code.callStatic(FLOAT, "floatToRawIntBits", "(F)I");
      case FROM_BITS -> code.callStatic(FLOAT, "intBitsToFloat", "(I)F");
      case TO_INT -> code.op(Opcodes.F2I);
      case TO_FLOAT -> code.op(Opcodes.I2F);
      case BIT_COUNT -> code.callStatic("java/lang/Integer", "bitCount", "(I)I");
    }
  }

  private void binary(Expr.BinaryOp op, boolean ofInts) {
    switch (op) {
      case ADD -> code.op(ofInts ? Opcodes.IADD : Opcodes.FADD);
      case SUB -> code.op(ofInts ? Opcodes.ISUB : Opcodes.FSUB);
      case MUL -> code.op(ofInts ? Opcodes.IMUL : Opcodes.FMUL);
      case DIV -> code.op(ofInts ? Opcodes.IDIV : Opcodes.FDIV);
      case REM -> code.op(Opcodes.IREM);
      case MIN -> code.callStatic(MATH, "min", ofInts ? "(II)I" : "(FF)F");
      case MAX -> code.callStatic(MATH, "max", ofInts ? "(II)I" : "(FF)F");
      case SHL -> code.op(Opcodes.ISHL);
      case SHR -> code.op(Opcodes.ISHR);
      case AND -> code.op(Opcodes.IAND);
      case OR -> code.op(Opcodes.IOR);
    }
  }

  private void fma(Expr.Fma x) {
    push(x.a());
    push(x.b());
    if (fma) {
      push(x.c());
      code.callStatic(MATH, "fma", "(FFF)F");
    } else {
      code.op(Opcodes.FMUL);
      push(x.c());
      code.op(Opcodes.FADD);
    }
  }

  private void select(Expr.Select s) {
    Label otherwise = new Label();
    Label end = new Label();
    jumpUnless(s.comparison(), s.a(), s.b(), otherwise);
    push(s.then());
    code.jump(Opcodes.GOTO, end);
    code.label(otherwise);
    push(s.otherwise());
    code.label(end);
  }

  /** Jumps to {@code target} unless the comparison of scalars holds. */
  void jumpUnless(Expr.Comparison comparison, Expr a, Expr b, Label target) {
    push(a);
    push(b);
    if (a.type().kind() == Type.Kind.INT) {
      code.jump(unlessInts(comparison), target);
    } else {
      boolean less = comparison == Expr.Comparison.LT || comparison == Expr.Comparison.LE;
      code.op(less ? Opcodes.FCMPG : Opcodes.FCMPL);
      code.jump(unlessZero(comparison), target);
    }
  }

  private static int unlessInts(Expr.Comparison comparison) {
    return switch (comparison) {
      case LT -> Opcodes.IF_ICMPGE;
      case LE -> Opcodes.IF_ICMPGT;
      case GT -> Opcodes.IF_ICMPLE;
      case GE -> Opcodes.IF_ICMPLT;
      case EQ -> Opcodes.IF_ICMPNE;
      case NE -> Opcodes.IF_ICMPEQ;
    };
  }

  private static int unlessZero(Expr.Comparison comparison) {
    return switch (comparison) {
      case LT -> Opcodes.IFGE;
      case LE -> Opcodes.IFGT;
      case GT -> Opcodes.IFLE;
      case GE -> Opcodes.IFLT;
      case EQ -> Opcodes.IFNE;
      case NE -> Opcodes.IFEQ;
    };
  }
}
