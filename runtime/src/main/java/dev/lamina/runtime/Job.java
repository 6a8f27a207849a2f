package dev.lamina.runtime;

/** A frame's work while it is shared with the pool's workers. */
final class Job {
  final Program program;

  Job(Program program) {
    this.program = program;
  }
}
