package dev.lamina.compiler.cli;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Severity;
import dev.lamina.compiler.io.FileException;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Exceptions to messages and exit codes: mistakes of the user's, or defects of Lamina. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Failures(Console console, String[] arguments) implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    boolean json = command != null && command.getParseResult().hasMatchedOption(JsonOption.NAME);
    if (e instanceof CompilationException c) {
      console.rendered(e.getMessage());
      report(json, c.diagnostics());
      return ExitCode.USER_MISTAKE;
    }
    if (isMistake(e) || e instanceof IOException) {
      String message = e instanceof IOException io ? describe(io) : e.getMessage();
      console.error(message);
      report(json, List.of(withoutPlace(message)));
      return ExitCode.USER_MISTAKE;
    }
    return defect(e);
  }

  private void report(boolean json, List<Diagnostic> diagnostics) {
    if (json) {
      console.print(Json.of(Reports.object("diagnostics", Reports.diagnostics(diagnostics))));
    }
  }

  private static Diagnostic withoutPlace(String message) {
    return new Diagnostic(Severity.ERROR, Optional.empty(), message, List.of(), List.of());
  }

  /** Whether the message is for the user. */
  static boolean isMistake(Throwable e) {
    return e instanceof UserException
        || e instanceof FileException
        || e instanceof WeightsException
        || e instanceof CompilationException;
  }

  private static String describe(IOException e) {
    if (e instanceof FileSystemException f) {
      String reason = f.getReason() == null ? f.getClass().getSimpleName() : f.getReason();
      return f.getFile() + ": " + reason;
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  int defect(Throwable e) {
    console.error("this is a defect in Lamina, not in your network: " + firstLine(e));
    try {
      Path report = Files.createTempFile("lamina-defect-", ".txt");
      try (PrintWriter out = new PrintWriter(report.toFile(), StandardCharsets.UTF_8)) {
        out.println("lamina " + Lamina.version() + ", Java " + Runtime.version());
        out.println(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.println("lamina " + String.join(" ", arguments));
        e.printStackTrace(out);
      }
      console.rendered(
          "  hint: please report it to the project's issue tracker, with your .nn file and "
              + report
              + "\n");
    } catch (IOException ignored) {
      console.rendered("  hint: please report it to the project's issue tracker\n");
    }
    return ExitCode.DEFECT;
  }

  private static String firstLine(Throwable e) {
    String message =
        e.getMessage() == null ? "" : ": " + e.getMessage().lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + message;
  }
}
