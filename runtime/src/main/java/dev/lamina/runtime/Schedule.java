package dev.lamina.runtime;

import java.util.List;

/** Which steps of a network are worth spreading over threads, and over how many. */
final class Schedule {
  private final List<Descriptor.Step> steps;
  private final int threads;

  Schedule(List<Descriptor.Step> steps, int threads) {
    this.steps = steps;
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  void run(Frame frame, Program program) {
    for (int i = 0; i < steps.size(); i++) {
      program.step(i, frame, 0, steps.get(i).units(frame.batch));
    }
  }
}
