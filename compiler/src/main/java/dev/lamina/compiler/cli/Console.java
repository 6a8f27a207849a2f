package dev.lamina.compiler.cli;

import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.DiagnosticRenderer;
import java.io.PrintStream;
import java.util.List;

/** What commands print to, and how much. */
final class Console {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private boolean quiet;
  private boolean progressing;

  Console(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  PrintStream err() {
    return err;
  }

  PrintStream out() {
    return out;
  }

  void quiet(boolean wanted) {
    quiet = wanted;
  }

  /** Prints what the user asked for. */
  void print(String text) {
    endProgress();
    out.print(text);
    out.flush();
  }

  /** Prints what is good to know, unless quiet. */
  void info(String line) {
    if (!quiet) {
      print(line + "\n");
    }
  }

  /** Prints what is good to know beside the results, unless quiet. */
  void note(String line) {
    if (!quiet) {
      endProgress();
      err.println("note: " + line);
    }
  }

  /** Prints warnings, unless quiet. */
  void warnings(List<Diagnostic> warnings) {
    if (!quiet && !warnings.isEmpty()) {
      endProgress();
      err.print(DiagnosticRenderer.render(warnings));
    }
  }

  void error(String message) {
    endProgress();
    err.println("error: " + message.strip());
  }

  void rendered(String text) {
    endProgress();
    err.print(text);
  }

  /** Shows on a terminal what is being done, until the next line is printed. */
  void progress(String doing) {
    if (terminal && !quiet) {
      err.print(CLEAR_LINE + doing + " ...");
      err.flush();
      progressing = true;
    }
  }

  void endProgress() {
    if (progressing) {
      err.print(CLEAR_LINE);
      err.flush();
      progressing = false;
    }
  }
}
