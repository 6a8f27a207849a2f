package dev.lamina.compiler.cli;

import dev.lamina.compiler.pass.Passes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a pass. */
final class PassConverter implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (!Passes.names().contains(text)) {
      throw new TypeConversionException(
          "there is no pass '" + text + "'; the passes are " + String.join(", ", Passes.names()));
    }
    return text;
  }
}
