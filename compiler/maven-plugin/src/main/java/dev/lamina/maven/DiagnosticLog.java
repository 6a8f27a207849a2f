package dev.lamina.maven;

import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.DiagnosticRenderer;
import dev.lamina.compiler.diag.Severity;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.logging.Log;
import org.codehaus.plexus.build.BuildContext;
import org.codehaus.plexus.build.DefaultBuildContext;

/** Tells of mistakes: in Maven's log, and as marks in an editor that runs the build. */
final class DiagnosticLog {
  private final Log log;
  private final BuildContext context;
  private int errors;

  DiagnosticLog(Log log, BuildContext context) {
    this.log = log;
    this.context = context;
  }

  /** Takes away what was said of the file before. */
  void clear(Path file) {
    context.removeMessages(file.toFile());
  }

  void report(Path file, List<Diagnostic> diagnostics) {
    diagnostics.forEach(d -> report(file, d));
  }

  /** An error that has no place in the file. */
  void report(Path file, String message) {
    report(file, new Diagnostic(Severity.ERROR, Optional.empty(), message, List.of(), List.of()));
  }

  private void report(Path file, Diagnostic d) {
    String text = DiagnosticRenderer.renderWithoutPlace(d).stripTrailing();
    int line = d.span().map(s -> s.line()).orElse(0);
    int column = d.span().map(s -> s.column()).orElse(0);
    String place = d.span().isPresent() ? file + ":" + line + ":" + column : file.toString();
    boolean error = d.severity() == Severity.ERROR;
    if (error) {
      errors++;
      log.error(place + ": " + text);
    } else {
      log.warn(place + ": " + text);
    }
    mark(file.toFile(), line, column, text, error);
  }

  /** Outside of an editor, the context would print it once more. */
  private void mark(File file, int line, int column, String text, boolean error) {
    if (!(context instanceof DefaultBuildContext)) {
      int severity = error ? BuildContext.SEVERITY_ERROR : BuildContext.SEVERITY_WARNING;
      context.addMessage(file, line, column, text, severity, null);
    }
  }

  int errors() {
    return errors;
  }
}
