package dev.lamina.compiler.cli;

import dev.lamina.compiler.ObservedTensors;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.DiagnosticRenderer;
import dev.lamina.runtime.LoadOptions;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What commands print to, and how much. */
final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean colors;
  private final Progress progress;
  private boolean quiet;

  Console(PrintStream out, PrintStream err, boolean terminal, boolean colors) {
    this.out = out;
    this.err = err;
    this.colors = colors;
    this.progress = new Progress(err, terminal);
  }

  /** What picocli is told of colours. */
  Ansi ansi() {
    return colors ? Ansi.ON : Ansi.OFF;
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
      err.println(painted("note: " + line));
    }
  }

  /** Prints warnings, unless quiet. */
  void warnings(List<Diagnostic> warnings) {
    if (!quiet && !warnings.isEmpty()) {
      endProgress();
      err.print(painted(DiagnosticRenderer.render(warnings)));
    }
  }

  void error(String message) {
    endProgress();
    err.println(painted("error: " + message.strip()));
  }

  void rendered(String text) {
    endProgress();
    err.print(painted(text));
  }

  private String painted(String text) {
    return colors ? Colors.paint(text) : text;
  }

  /** Shows on a terminal what is being done and for how long, until the next line is printed. */
  void progress(String doing) {
    if (!quiet) {
      progress.begin(doing);
    }
  }

  /** Shows how much of it is done. */
  void progress(long done, long all) {
    progress.advance(done, all);
  }

  /** Shows how much was read of the weights that are loaded. */
  LoadOptions observed(LoadOptions options) {
    return options.reader(weights -> new ObservedTensors(weights, this::progress));
  }

  void endProgress() {
    progress.end();
  }
}
