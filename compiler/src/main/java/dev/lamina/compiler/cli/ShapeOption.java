package dev.lamina.compiler.cli;

import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code [name=]3,32,32}. */
@SuppressWarnings("ArrayRecordComponent")
record ShapeOption(Optional<String> input, int[] sizes) {
  static final class Converter implements ITypeConverter<ShapeOption> {
    @Override
    public ShapeOption convert(String text) {
      int equals = text.indexOf('=');
      Optional<String> name =
          equals < 0 ? Optional.empty() : Optional.of(text.substring(0, equals).strip());
      String sizes = text.substring(equals + 1);
      if (name.filter(String::isEmpty).isPresent()) {
        throw wrong(text);
      }
      try {
        int[] parsed =
            Arrays.stream(sizes.split(",", -1))
                .map(String::strip)
                .mapToInt(Integer::parseInt)
                .toArray();
        if (Arrays.stream(parsed).allMatch(size -> size > 0)) {
          return new ShapeOption(name, parsed);
        }
      } catch (NumberFormatException e) {
        throw wrong(text);
      }
      throw wrong(text);
    }

    private static TypeConversionException wrong(String text) {
      return new TypeConversionException(
          "'"
              + text
              + "' is no shape; write the sizes without the batch, such as 3,32,32, or"
              + " name=3,32,32 for one of several inputs");
    }
  }
}
