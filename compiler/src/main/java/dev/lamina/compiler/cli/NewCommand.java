package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina new}. */
@Command(
    name = "new",
    description = "Makes a Maven project with a network, its test and a benchmark.",
    footer = {
      "",
      "Example:",
      "  lamina new demo && cd demo && mvn -q verify",
    })
final class NewCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  @Mixin private Common common;

  @Parameters(paramLabel = "NAME", description = "the project: a directory that is made for it")
  private Path directory;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "the package of its classes; made of the project's name by default")
  private String packageName;

  @Override
  public Integer call() throws IOException {
    String name = String.valueOf(directory.getFileName());
    if (!NAME.matcher(name).matches()) {
      throw common.misuse(
          "'" + name + "' names no project; expected a letter, then letters, digits, _ . and -");
    }
    if (Files.exists(directory)) {
      throw new UserException("there is " + directory + " already; give another name");
    }
    Map<String, byte[]> files = ProjectTemplate.files(name, packageName(name));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      makeDirectory(path.getParent());
      FileAccess.write(path, out -> out.write(file.getValue()));
    }
    common.console().info("made " + directory + ": cd " + directory + " && mvn -q verify");
    return ExitCode.OK;
  }

  private static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw FileAccess.unwritable(directory, e);
    }
  }

  private String packageName(String name) {
    String made =
        packageName == null
            ? name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")
            : packageName;
    if (!SourceVersion.isName(made) || made.equals("java") || made.startsWith("java.")) {
      throw common.misuse(
          "'" + made + "' is no package; give one by --package, such as --package com.acme");
    }
    return made;
  }
}
