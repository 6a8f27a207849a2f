package dev.lamina.compiler.cli;

import dev.lamina.compiler.plan.Target;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a target. */
final class TargetConverter implements ITypeConverter<Target> {
  @Override
  public Target convert(String text) {
    return Target.named(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "there is no target '" + text + "'; the targets are " + names()));
  }

  static String names() {
    return Arrays.stream(Target.values()).map(Target::id).collect(Collectors.joining(", "));
  }
}
