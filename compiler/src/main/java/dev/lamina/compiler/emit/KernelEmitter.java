package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Stmt;
import dev.lamina.compiler.loop.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Writes a kernel as a static method. */
final class KernelEmitter {
  private final Code code;
  private final Slots slots = new Slots();
  private final Set<Local> assigned = new HashSet<>();
  private final ExprEmitter expressions;
  private final Map<Stmt.Micro, KernelMethods.Call> micros;

  /** Behind the innermost loop. */
  private Label loopEnd;

  private KernelEmitter(
      Code code, boolean fma, Shuffles shuffles, Map<Stmt.Micro, KernelMethods.Call> micros) {
    this.code = code;
    this.micros = micros;
    this.expressions = new ExprEmitter(code, slots, fma, new VectorReceivers(assigned), shuffles);
  }

  /** The descriptor of the kernel's method, with a last parameter if it {@link #idle idles}. */
  static String descriptor(Kernel kernel, boolean idles) {
    StringBuilder descriptor = new StringBuilder("(");
    for (Array array : kernel.arrays()) {
      descriptor.append(
          switch (array.kind()) {
            case FLOATS -> "[FI";
            case BYTES -> "[BI";
            case TABLE -> "[I";
            case ROWS -> "[[FI";
            case ROW -> "[F";
          });
    }
    kernel.ints().forEach(local -> descriptor.append(isFloat(local) ? 'F' : 'I'));
    return descriptor.append(idles ? "I)V" : ")V").toString();
  }

  private static boolean isFloat(Local local) {
    return local.type().kind() == Type.Kind.FLOAT;
  }

  /** Whether a base offset is passed after the array. */
  static boolean hasBase(Array array) {
    return switch (array.kind()) {
      case FLOATS, BYTES, ROWS -> true;
      case TABLE, ROW -> false;
    };
  }

  static void emit(
      Kernel kernel,
      boolean idles,
      Code code,
      boolean fma,
      Shuffles shuffles,
      Map<Stmt.Micro, KernelMethods.Call> micros) {
    KernelEmitter emitter = new KernelEmitter(code, fma, shuffles, micros);
    emitter.parameters(kernel);
    if (idles) {
      emitter.idle();
    }
    emitter.findAssigned(kernel.body());
    emitter.block(kernel.body());
    code.op(Opcodes.RETURN);
  }

  private void parameters(Kernel kernel) {
    for (Array array : kernel.arrays()) {
      slots.declare(array.name());
      if (hasBase(array)) {
        slots.anonymous();
      }
    }
    kernel.ints().forEach(local -> slots.declare(local.name()));
  }

  /**
   * If the last parameter is not 0, an empty loop turns so often, and that is all. The JIT counts
   * calls and turns, so that it takes the method although it has done nothing expensive.
   */
  private void idle() {
    int turns = slots.anonymous();
    int mark = slots.mark();
    int turn = slots.anonymous();
    Label body = new Label();
    Label test = new Label();
    Label end = new Label();
    code.loadInt(turns);
    code.jump(Opcodes.IFEQ, body);
    code.push(0);
    code.storeInt(turn);
    code.label(test);
    code.loadInt(turn);
    code.loadInt(turns);
    code.jump(Opcodes.IF_ICMPGE, end);
    code.increment(turn, 1);
    code.jump(Opcodes.GOTO, test);
    code.label(end);
    code.op(Opcodes.RETURN);
    code.label(body);
    slots.release(mark);
  }

  private void findAssigned(List<Stmt> block) {
    for (Stmt statement : block) {
      if (statement instanceof Stmt.Set s) {
        assigned.add(s.local());
      } else if (statement instanceof Stmt.For s) {
        findAssigned(s.body());
      } else if (statement instanceof Stmt.If s) {
        findAssigned(s.then());
        findAssigned(s.otherwise());
      }
    }
  }

  private void block(List<Stmt> block) {
    int mark = slots.mark();
    block.forEach(this::statement);
    slots.release(mark);
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Let s) {
      expressions.push(s.value());
      code.store(s.local().type(), slots.declare(s.local().name()));
    } else if (statement instanceof Stmt.Set s) {
      expressions.push(s.value());
      code.store(s.local().type(), slots.of(s.local().name()));
    } else if (statement instanceof Stmt.Store s) {
      expressions.store(s);
    } else if (statement instanceof Stmt.Copy s) {
      copy(s);
    } else if (statement instanceof Stmt.Row s) {
      expressions.pushElement(s.rows(), s.index());
      code.op(Opcodes.AALOAD);
      code.storeReference(slots.declare(s.row().name()));
    } else if (statement instanceof Stmt.For s) {
      loop(s);
    } else if (statement instanceof Stmt.If s) {
      condition(s);
    } else if (statement instanceof Stmt.Micro s) {
      call(micros.get(s));
    } else if (statement instanceof Stmt.Cut s) {
      expressions.jumpUnless(Expr.Comparison.NE, s.a(), s.b(), loopEnd);
    } else if (statement instanceof Stmt.Fence) {
      code.callStatic("java/lang/invoke/VarHandle", "loadLoadFence", "()V");
    }
  }

  private void copy(Stmt.Copy s) {
    expressions.pushElement(s.source(), s.from());
    expressions.pushElement(s.target(), s.to());
    expressions.push(s.count());
    String descriptor = "(Ljava/lang/Object;ILjava/lang/Object;II)V";
    code.callStatic("java/lang/System", "arraycopy", descriptor);
  }

  private void call(KernelMethods.Call call) {
    for (Array array : call.micro().arrays()) {
      code.loadReference(slots.of(array.name()));
      if (hasBase(array)) {
        code.loadInt(slots.base(array.name()));
      }
    }
    call.micro().locals().forEach(expressions::push);
    if (call.idles()) {
      code.push(0);
    }
    KernelMethods.Method method = call.method();
    code.callStatic(method.owner(), method.name(), method.descriptor());
  }

  private void loop(Stmt.For s) {
    int mark = slots.mark();
    Expr to = fixed(s.to());
    expressions.push(s.from());
    int variable = slots.declare(s.variable().name());
    code.storeInt(variable);
    Label test = new Label();
    Label end = new Label();
    code.label(test);
    code.loadInt(variable);
    expressions.push(to);
    code.jump(Opcodes.IF_ICMPGE, end);
    Label outer = loopEnd;
    loopEnd = end;
    block(s.body());
    loopEnd = outer;
    code.increment(variable, s.step());
    code.jump(Opcodes.GOTO, test);
    code.label(end);
    slots.release(mark);
  }

  /** An expression that has the value of {@code bound} for as long as the loop runs. */
  private Expr fixed(Expr bound) {
    if (bound instanceof Expr.IntConst
        || (bound instanceof Local local && !assigned.contains(local))) {
      return bound;
    }
    Local copy = new Local("end of loop at slot " + slots.mark(), bound.type());
    expressions.push(bound);
    code.storeInt(slots.declare(copy.name()));
    return copy;
  }

  private void condition(Stmt.If s) {
    Label otherwise = new Label();
    expressions.jumpUnless(s.comparison(), s.a(), s.b(), otherwise);
    block(s.then());
    if (s.otherwise().isEmpty()) {
      code.label(otherwise);
      return;
    }
    Label end = new Label();
    code.jump(Opcodes.GOTO, end);
    code.label(otherwise);
    block(s.otherwise());
    code.label(end);
  }
}
