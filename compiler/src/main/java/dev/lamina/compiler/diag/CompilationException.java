package dev.lamina.compiler.diag;

import java.util.List;

/**
 * A network could not be compiled. Carries every diagnostic; the message is their rendered text.
 */
public final class CompilationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /** Of these diagnostics. */
  public CompilationException(List<Diagnostic> diagnostics) {
    super(DiagnosticRenderer.render(diagnostics));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Every error and warning of the compilation. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
