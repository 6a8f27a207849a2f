package dev.lamina.compiler.cli;

import dev.lamina.compiler.WeightsType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a type of weights. */
final class WeightsTypeConverter implements ITypeConverter<WeightsType> {
  @Override
  public WeightsType convert(String text) {
    try {
      return WeightsType.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
