package dev.lamina.compiler.emit;

import org.objectweb.asm.Opcodes;

/**
 * Code that adds up how long each step takes, for measurements: {@code run} takes the time between
 * steps. Only one thread may run such a program.
 */
public final class StepClock {
  /** The static field of the program's class with the nanoseconds of each step. */
  public static final String NANOS = "nanos";

  private static final String NANOS_TYPE = "[J";
  private static final String LAST = "last";
  private static final String START = "start";
  private static final String LAP = "lap";

  private final String program;
  private final boolean ticks;

  private StepClock(String program, boolean ticks) {
    this.program = program;
    this.ticks = ticks;
  }

  /** The clock of a program; one that does not tick writes no code. */
  static StepClock of(ClassBuilder program, boolean ticks) {
    StepClock clock = new StepClock(program.internalName(), ticks);
    if (ticks) {
      clock.declare(program);
    }
    return clock;
  }

  private void declare(ClassBuilder builder) {
    builder.field(Opcodes.ACC_STATIC, NANOS, NANOS_TYPE);
    builder.field(Opcodes.ACC_STATIC, LAST, "J");
    builder.method(
        Opcodes.ACC_STATIC,
        START,
        "()V",
        code -> {
          now(code);
          code.putStatic(program, LAST, "J");
          code.op(Opcodes.RETURN);
        });
    builder.method(Opcodes.ACC_STATIC, LAP, "(I)V", this::lap);
  }

  /** {@code nanos[step] += -last + (last = now)}. */
  private void lap(Code code) {
    code.getStatic(program, NANOS, NANOS_TYPE);
    code.loadInt(0);
    code.op(Opcodes.DUP2);
    code.op(Opcodes.LALOAD);
    code.getStatic(program, LAST, "J");
    code.op(Opcodes.LSUB);
    now(code);
    code.op(Opcodes.DUP2);
    code.putStatic(program, LAST, "J");
    code.op(Opcodes.LADD);
    code.op(Opcodes.LASTORE);
    code.op(Opcodes.RETURN);
  }

  private static void now(Code code) {
    code.callStatic("java/lang/System", "nanoTime", "()J");
  }

  /** Before the first of several steps. */
  void start(Code code) {
    if (ticks) {
      code.callStatic(program, START, "()V");
    }
  }

  /** After a step, numbered in the whole program. */
  void lap(Code code, int step) {
    if (ticks) {
      code.push(step);
      code.callStatic(program, LAP, "(I)V");
    }
  }
}
