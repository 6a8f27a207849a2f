package dev.lamina.maven;

import java.io.File;
import java.nio.file.Path;

/**
 * Where a goal reads and writes.
 *
 * @param networks the {@code .nn} files
 * @param sources the generated Java
 * @param classes the generated classes and weights
 */
record Directories(Path networks, Path sources, Path classes) {
  private static final String JAVA = ".java";

  static Directories of(File networks, File sources, File classes) {
    return new Directories(networks.toPath(), sources.toPath(), classes.toPath());
  }

  /** Where the file with this path belongs. */
  Path resolve(String path) {
    return (path.endsWith(JAVA) ? sources : classes).resolve(path);
  }

  /** The package of a network, by its directory; empty at the top. */
  String packageOf(Path network) {
    Path directory = networks.relativize(network).getParent();
    return directory == null ? "" : directory.toString().replace(File.separatorChar, '.');
  }

  /** The class that javac makes of a generated source, or the file itself. */
  Path compiled(String path) {
    boolean java = path.endsWith(JAVA);
    return classes.resolve(
        java ? path.substring(0, path.length() - JAVA.length()) + ".class" : path);
  }
}
