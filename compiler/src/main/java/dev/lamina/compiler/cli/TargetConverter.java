package dev.lamina.compiler.cli;

import dev.lamina.compiler.plan.Target;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a target. */
final class TargetConverter implements ITypeConverter<Target> {
  @Override
  public Target convert(String text) {
    try {
      return Target.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
