package dev.lamina.compiler;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.syntax.Parser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads source files. */
final class SourceFile {
  /** The parser's limit is in characters, which are at most four bytes. */
  private static final int LIMIT = 4 * Parser.MAX_LENGTH + 1;

  private SourceFile() {}

  static Source read(Path file, Diagnostics diagnostics) {
    String text = "";
    try {
      text = text(file, diagnostics);
    } catch (CharacterCodingException e) {
      diagnostics
          .error(file + " is not a text file in UTF-8")
          .hint("a network is written as text, in a file such as lenet.nn");
    } catch (NoSuchFileException e) {
      diagnostics.error("there is no file " + file);
    } catch (IOException e) {
      diagnostics.error("cannot read " + file + ": " + reason(e));
    }
    diagnostics.throwIfErrors();
    return Source.ofFile(file, text);
  }

  private static String text(Path file, Diagnostics diagnostics) throws IOException {
    if (file.toString().isEmpty()) {
      diagnostics.error("the name of the file is empty, expected a .nn file");
      return "";
    }
    if (Files.isDirectory(file)) {
      diagnostics.error(file + " is a directory, expected a .nn file");
      return "";
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LIMIT);
    }
    Optional<ForeignFile> foreign = ForeignFile.of(bytes);
    if (foreign.isPresent()) {
      diagnostics
          .error(file + " is " + foreign.get().what() + ", expected a .nn file")
          .hint(foreign.get().hint());
      return "";
    }
    if (bytes.length == LIMIT) {
      diagnostics
          .error(file + " is longer than 1 MB, which no network needs")
          .hint("weights stand in a safetensors file: `--weights`, or `CompileOptions.weights`");
      return "";
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String reason(IOException e) {
    boolean denied = e instanceof java.nio.file.AccessDeniedException;
    String message = denied ? "no permission" : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
