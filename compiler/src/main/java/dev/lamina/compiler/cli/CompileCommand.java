package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.io.FileAccess;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code lamina compile}. */
@Command(
    name = "compile",
    description = "Compiles a network to a jar with a class that computes it.",
    footer = {
      "",
      "Examples:",
      "  lamina compile lenet.nn --weights lenet.safetensors",
      "      writes lenet.jar; in Java: LeNet.load().forward(image)",
      "  lamina compile vgg16.nn -o app/vgg16.jar --package com.acme",
      "      without weights; in Java: Vgg16.load(Path.of(\"vgg16.safetensors\"))",
      "  lamina compile card.nn --shape 3,32,32 --emit=loops --target simd256",
      "      prints the kernels instead of writing a jar",
    })
final class CompileCommand implements Callable<Integer> {
  /** What can be printed instead of a jar. */
  enum Stage {
    graph,
    loops,
    asm;

    /** Reads one. */
    static final class Converter implements ITypeConverter<Stage> {
      @Override
      public Stage convert(String text) {
        return Arrays.stream(values())
            .filter(s -> s.name().equals(text.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "expected graph, loops or asm, but '" + text + "' was given"));
      }
    }
  }

  @Mixin private Common common;
  @Mixin private ModelOptions model;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "MODEL.nn", description = "the network")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the jar to write; MODEL.jar in the current directory by default")
  private Path output;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "the package of the class, instead of what the file says")
  private String packageName;

  @Option(names = "--standalone", description = "put the runtime into the jar as well")
  private boolean standalone;

  @Option(
      names = "--no-simd-module",
      description = "let the jar's module run without jdk.incubator.vector, as scalar code")
  private boolean optionalVectorModule;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      converter = TargetConverter.class,
      description =
          "make code for it alone (may be repeated): scalar, plain, simd128, simd256, simd512")
  private List<Target> targets = new ArrayList<>();

  @Option(
      names = "--emit",
      paramLabel = "STAGE",
      converter = Stage.Converter.class,
      description = "print a stage instead of writing a jar: graph, loops, asm")
  private Stage stage;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    if (stage != null && (output != null || standalone)) {
      throw common.misuse(
          "--emit prints instead of writing a jar, so that --output and --standalone have no"
              + " meaning beside it");
    }
    Path jar = output == null ? defaultJar() : output;
    if (stage == null) {
      FileAccess.requireTarget(jar, "the jar", ".jar");
      FileAccess.requireOther(jar, "the jar", Arrays.asList(file, model.weights));
    }
    console.progress("checking " + file);
    CompiledNetwork network = Lamina.compile(file, options());
    console.warnings(network.warnings());
    if (stage != null) {
      console.print(text(network));
      return ExitCode.OK;
    }
    console.progress("compiling " + file);
    try {
      network.writeJar(jar, console::progress);
    } catch (IOException e) {
      throw FileAccess.unwritable(jar, e);
    }
    if (json.isWanted()) {
      console.print(
          Json.of(
              Reports.object(
                  "jar", jar.toString(),
                  "bytes", Files.size(jar),
                  "class", network.className(),
                  "holdsWeights", network.hasWeights(),
                  "warnings", Reports.diagnostics(network.warnings()))));
    } else {
      console.info(summary(network, jar));
    }
    return ExitCode.OK;
  }

  private CompileOptions options() {
    CompileOptions options =
        model.compileOptions().standalone(standalone).optionalVectorModule(optionalVectorModule);
    options = packageName == null ? options : options.packageName(packageName);
    return targets.isEmpty() ? options : options.targets(EnumSet.copyOf(targets));
  }

  private Path defaultJar() {
    String name = String.valueOf(file.getFileName());
    return Path.of(
        name.endsWith(".nn") ? name.substring(0, name.length() - 3) + ".jar" : name + ".jar");
  }

  private String text(CompiledNetwork network) {
    Target target = targets.isEmpty() ? Target.SCALAR : targets.get(0);
    return switch (stage) {
      case graph -> network.graphText();
      case loops -> network.loopsText(target);
      case asm -> network.assemblyText(target);
    };
  }

  private static String summary(CompiledNetwork network, Path jar) throws IOException {
    String name = network.className();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    String load =
        network.hasWeights()
            ? simple + ".load()"
            : simple + ".load(Path.of(\"weights.safetensors\"))";
    return String.format(
        "wrote %s (%s): class %s, to be loaded by %s",
        jar, Units.bytes(Files.size(jar)), name, load);
  }
}
