package dev.lamina.maven;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the networks of an execution are compiled.
 *
 * @param common what holds for all of them
 * @param weights the weights file, relative to each network, or null
 * @param text what changes where an option does
 */
record NetworkOptions(CompileOptions common, String weights, String text) {
  /** Those of one network in a package's directory, or at the top, where the package is empty. */
  CompileOptions of(Path network, String packageName) {
    CompileOptions options = packageName.isEmpty() ? common : common.defaultPackage(packageName);
    return weights == null ? options : options.weights(network.resolveSibling(weights));
  }

  /** Changes where the network's text, an option or the compiler does. */
  String key(Path network) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((Lamina.version() + text).getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(network));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
