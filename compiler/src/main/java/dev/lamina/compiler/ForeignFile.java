package dev.lamina.compiler;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Files that are given in the place of a source.
 *
 * @param magic how they begin
 * @param at where in the file that stands
 * @param what they are
 * @param hint what to do with them
 */
record ForeignFile(String magic, int at, String what, String hint) {
  private static final String TEXT = "a network is written as text, in a file such as lenet.nn";

  private static final List<ForeignFile> ALL =
      List.of(
          new ForeignFile(
              "PK\3\4",
              0,
              "a jar or another archive",
              "`lamina run` takes compiled jars; to compile, give the .nn file it was made of"),
          new ForeignFile(
              "{\"",
              8,
              "a safetensors file",
              "it holds weights: give them by `--weights` or `CompileOptions.weights`, beside the"
                  + " .nn file"),
          new ForeignFile("\u0093NUMPY", 0, "a NumPy array", "give it to `lamina run --input`"),
          new ForeignFile("\u0089PNG", 0, "a picture", "give it to `lamina run --input`"),
          new ForeignFile("\u00ca\u00fe\u00ba\u00be", 0, "a Java class", TEXT),
          new ForeignFile("\u00ff\u00fe", 0, "text in UTF-16", "save it as UTF-8"),
          new ForeignFile("\u00fe\u00ff", 0, "text in UTF-16", "save it as UTF-8"));

  /** What the file is, if that is known. */
  static Optional<ForeignFile> of(byte[] file) {
    return ALL.stream()
        .filter(f -> f.begins(file))
        .findFirst()
        .or(() -> hasZero(file) ? Optional.of(binary()) : Optional.empty());
  }

  private static ForeignFile binary() {
    return new ForeignFile("\0", 0, "no text, since it holds bytes of zero", TEXT);
  }

  private static boolean hasZero(byte[] file) {
    for (byte b : file) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean begins(byte[] file) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      if (at + i >= file.length || file[at + i] != bytes[i]) {
        return false;
      }
    }
    return at == 0 || hasZero(Arrays.copyOf(file, at));
  }
}
