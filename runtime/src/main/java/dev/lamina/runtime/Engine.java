package dev.lamina.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/** Runs calls: takes a slot, and sends large batches through in chunks. */
final class Engine {
  private static final VarHandle FRAMES = MethodHandles.arrayElementVarHandle(Frame[].class);

  private final Arguments arguments;
  private final Descriptor.Variant variant;
  private final Program program;
  private final float[][] weights;
  private final int[][] tables;
  private final int chunk;
  private final Schedule schedule;

  /** The slots; a null has not been used yet. */
  private final Frame[] frames;

  /** Selects the slot a thread tries first from its id: one less than a power of two. */
  private final int home;

  Engine(
      Arguments arguments,
      Descriptor.Variant variant,
      Program program,
      float[][] weights,
      int threads,
      int slots) {
    this.arguments = arguments;
    this.variant = variant;
    this.program = program;
    this.weights = weights;
    this.tables = variant.tables().toArray(new int[0][]);
    this.chunk = variant.chunk();
    this.schedule = threads > 1 ? new Schedule(variant.steps(), threads) : null;
    this.frames = new Frame[slots];
    this.home = Integer.highestOneBit(slots) - 1;
  }

  Arguments arguments() {
    return arguments;
  }

  Descriptor.Variant variant() {
    return variant;
  }

  Program program() {
    return program;
  }

  int slots() {
    return frames.length;
  }

  int threads() {
    return schedule == null ? 1 : schedule.threads();
  }

  long weightBytes() {
    long floats = 0;
    for (float[] packed : weights) {
      floats += packed.length;
    }
    return floats * Float.BYTES;
  }

  long scratchBytes() {
    long floats = 0;
    for (int size : variant.scratch()) {
      floats += size;
    }
    return floats * Float.BYTES;
  }

  /** A frame for one call: a slot that is free, or a new one beyond the slots. */
  Frame take() {
    Frame[] slots = frames;
    Frame own = slots[(int) Thread.currentThread().getId() & home];
    return own != null && own.take() ? own : search(slots);
  }

  private Frame search(Frame[] slots) {
    for (Frame frame : slots) {
      if (frame != null && frame.take()) {
        return frame;
      }
    }
    Frame fresh = newFrame();
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null && FRAMES.compareAndSet(slots, i, null, fresh)) {
        break;
      }
    }
    return fresh;
  }

  private Frame newFrame() {
    List<Integer> sizes = variant.scratch();
    float[][] scratch = new float[sizes.size()][];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new float[sizes.get(i)];
    }
    Job job = schedule == null ? null : new Job(program);
    return new Frame(weights, tables, scratch, arguments.count(), arguments.byteArrays(), job);
  }

  void release(Frame frame) {
    frame.release();
  }

  /** Runs that many samples, of which the frame says where they begin. */
  void run(Frame frame, int batch) {
    int left = batch;
    while (left > chunk) {
      runChunk(frame, chunk);
      left -= chunk;
      for (int i = 0; i < frame.base.length; i++) {
        frame.base[i] += chunk * arguments.size(i);
      }
    }
    runChunk(frame, left);
  }

  private void runChunk(Frame frame, int batch) {
    frame.batch = batch;
    if (schedule == null) {
      program.run(frame);
    } else {
      schedule.run(frame, program);
    }
  }
}
