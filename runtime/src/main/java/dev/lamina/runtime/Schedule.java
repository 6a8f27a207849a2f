package dev.lamina.runtime;

import java.util.List;

/** Runs the steps of a network, those that are worth it on several threads. */
final class Schedule {
  /** Work for less time than this is not handed to another thread. */
  private static final long PART_NANOS = 10_000;

  /** Waking workers takes a while; a call with less to spread than this runs on one thread. */
  private static final long CALL_NANOS = 100_000;

  /** More parts than threads, so that a thread that is held up holds up the others less. */
  private static final int PARTS_PER_THREAD = 4;

  private final Descriptor.Step[] steps;
  private final int threads;

  Schedule(List<Descriptor.Step> steps, int threads) {
    this.steps = steps.toArray(new Descriptor.Step[0]);
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  /** Runs every step over the frame's chunk. */
  void run(Frame frame, Program program) {
    if (!pays(frame.batch)) {
      program.run(frame);
      return;
    }
    Job job = frame.job;
    job.open(frame);
    try {
      for (int i = 0; i < steps.length; i++) {
        int units = steps[i].units(frame.batch);
        int parts = parts(steps[i], units);
        if (parts > 1) {
          job.round(i, units, parts, threads);
        } else {
          program.step(i, frame, 0, units);
        }
      }
    } finally {
      job.close();
    }
  }

  private boolean pays(int batch) {
    long nanos = 0;
    for (Descriptor.Step step : steps) {
      int units = step.units(batch);
      if (parts(step, units) > 1) {
        nanos += units * step.costPerUnit();
      }
    }
    return nanos >= CALL_NANOS;
  }

  private int parts(Descriptor.Step step, int units) {
    long worth = units * step.costPerUnit() / PART_NANOS;
    return (int) Math.min(units, Math.min(worth, (long) threads * PARTS_PER_THREAD));
  }
}
