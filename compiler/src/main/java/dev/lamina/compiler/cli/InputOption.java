package dev.lamina.compiler.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code [name=]file}. */
record InputOption(Optional<String> input, Path file) {
  static final class Converter implements ITypeConverter<InputOption> {
    @Override
    public InputOption convert(String text) {
      int equals = text.indexOf('=');
      boolean named = equals > 0 && text.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*");
      String file = named ? text.substring(equals + 1) : text;
      if (file.isEmpty()) {
        throw new TypeConversionException("'" + text + "' names no file");
      }
      try {
        Optional<String> name = named ? Optional.of(text.substring(0, equals)) : Optional.empty();
        return new InputOption(name, Path.of(file));
      } catch (InvalidPathException e) {
        throw new TypeConversionException("'" + file + "' is no path of a file");
      }
    }
  }
}
