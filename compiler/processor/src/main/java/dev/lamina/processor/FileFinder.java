package dev.lamina.processor;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.tools.StandardLocation;

/** Finds the files that annotations name. */
final class FileFinder {
  /** The processor's option: directories, separated as on a class path. */
  static final String PATH = "lamina.path";

  private final ProcessingEnvironment environment;

  FileFinder(ProcessingEnvironment environment) {
    this.environment = environment;
  }

  /** The file of that name for an annotation at the element, if there is one. */
  Optional<Path> find(Element element, String name) {
    return directories(element).stream()
        .map(directory -> resolve(directory, name))
        .flatMap(Optional::stream)
        .filter(Files::isRegularFile)
        .findFirst()
        .or(() -> onSourcePath(packageOf(element), name))
        .or(() -> onSourcePath("", name));
  }

  /** Where files are looked for: the option's directories, then that of the Java file. */
  List<Path> directories(Element element) {
    List<Path> directories = new ArrayList<>();
    String option = environment.getOptions().getOrDefault(PATH, "");
    for (String directory : option.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!directory.isBlank()) {
        directories.add(Path.of(directory));
      }
    }
    SourceDirectory.of(environment, element).ifPresent(directories::add);
    return directories;
  }

  private static Optional<Path> resolve(Path directory, String name) {
    try {
      return Optional.of(directory.resolve(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> onSourcePath(String packageName, String name) {
    try {
      URI uri =
          environment
              .getFiler()
              .getResource(StandardLocation.SOURCE_PATH, packageName, name)
              .toUri();
      return Optional.of(uri)
          .filter(u -> "file".equals(u.getScheme()))
          .map(Path::of)
          .filter(Files::isRegularFile);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private String packageOf(Element element) {
    return environment.getElementUtils().getPackageOf(element).getQualifiedName().toString();
  }
}
