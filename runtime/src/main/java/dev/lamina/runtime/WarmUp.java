package dev.lamina.runtime;

import java.util.List;

/** Runs code on pretend input, so that the JIT compiles it before the first real call. */
final class WarmUp {
  /** C2 takes a method after so many calls, if its loops turned often enough. */
  private static final int ROUNDS = 5000;

  private static final long BUDGET = 500_000_000;

  private WarmUp() {}

  /** Single units of every step first, because they are small; then whole calls. */
  static void run(Engine engine) {
    Frame frame = engine.take();
    try {
      for (int i = 0; i < engine.arguments().count(); i++) {
        int size = engine.arguments().size(i);
        if (engine.arguments().isBytes(i)) {
          frame.set(i, new byte[size], 0);
        } else {
          frame.set(i, new float[size], 0);
        }
      }
      frame.batch = 1;
      repeat(engine, frame, true);
      repeat(engine, frame, false);
    } finally {
      engine.release(frame);
    }
  }

  private static void repeat(Engine engine, Frame frame, boolean singleUnits) {
    long end = System.nanoTime() + BUDGET;
    for (int i = 0; i < ROUNDS && System.nanoTime() - end < 0; i++) {
      if (singleUnits) {
        units(engine, frame);
      } else {
        frame.rewind();
        engine.run(frame, 1);
      }
    }
  }

  private static void units(Engine engine, Frame frame) {
    List<Descriptor.Step> steps = engine.variant().steps();
    for (int i = 0; i < steps.size(); i++) {
      engine.program().step(i, frame, 0, Math.min(1, steps.get(i).units(1)));
    }
  }
}
