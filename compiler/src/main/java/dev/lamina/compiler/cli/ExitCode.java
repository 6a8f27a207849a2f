package dev.lamina.compiler.cli;

/** What the process ends with. */
final class ExitCode {
  static final int OK = 0;
  static final int USER_MISTAKE = 1;
  static final int USAGE = 2;
  static final int DEFECT = 70;

  private ExitCode() {}
}
