package dev.lamina.compiler.cli;

import dev.lamina.compiler.InputShape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code [name=]3,32,32}. */
final class ShapeConverter implements ITypeConverter<InputShape> {
  @Override
  public InputShape convert(String text) {
    try {
      return InputShape.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
