package dev.lamina.compiler.cli;

import java.util.Map;
import java.util.TreeMap;

/** What the process ends with. */
final class ExitCode {
  static final int OK = 0;
  static final int USER_MISTAKE = 1;
  static final int USAGE = 2;
  static final int DEFECT = 70;

  /** What each says, by the code. */
  static final Map<Integer, String> MEANINGS =
      new TreeMap<>(
          Map.of(
              OK, "Success.",
              USER_MISTAKE, "A mistake in the network, the weights or a file; outputs that differ.",
              USAGE, "Wrong usage of the command line.",
              DEFECT, "A defect in Lamina; the message says how to report it."));

  private ExitCode() {}
}
