package dev.lamina.processor;

import dev.lamina.annotation.NeuralNetwork;
import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.InputShape;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.WeightsType;
import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** One annotated type: from its annotation to the network's files. */
final class NetworkRequest {
  private static final String TEXT = "value";
  private static final String FILE = "file";
  private static final String WEIGHTS = "weights";

  private final ProcessingEnvironment environment;
  private final FileFinder files;
  private final TypeElement type;
  private final NeuralNetwork annotation;
  private final Report report;
  private final String member;

  NetworkRequest(ProcessingEnvironment environment, TypeElement type) {
    this.environment = environment;
    this.files = new FileFinder(environment);
    this.type = type;
    this.annotation = type.getAnnotation(NeuralNetwork.class);
    this.report = new Report(environment.getMessager(), type);
    this.member = annotation.file().isEmpty() ? TEXT : FILE;
  }

  /** Generates the class, or reports why not. */
  void run() {
    if (annotation.value().isBlank() == annotation.file().isBlank()) {
      report.error(
          member,
          "give the network either as text, @NeuralNetwork(\"input(4) -> linear(3)\"), or as a"
              + " file, @NeuralNetwork(file = \"lenet.nn\")");
      return;
    }
    boolean implemented = ImplementedInterface.isInterface(type);
    if (implemented && !new ImplementedInterface(environment, type, report).check()) {
      return;
    }
    try {
      Optional<CompiledNetwork> network = options().flatMap(this::compile);
      if (network.isPresent()) {
        report.diagnostics(member, network.get().warnings());
        String[] interfaces =
            implemented ? new String[] {type.getQualifiedName().toString()} : new String[0];
        write(network.get(), interfaces);
      }
    } catch (CompilationException e) {
      report.diagnostics(member, e.diagnostics());
    } catch (WeightsException e) {
      report.error(WEIGHTS, e.getMessage());
    } catch (IllegalArgumentException e) {
      report.error(member, e.getMessage());
    }
  }

  private Optional<CompileOptions> options() {
    CompileOptions options =
        CompileOptions.defaults()
            .defaultPackage(packageName())
            .weightsType(WeightsType.parse(annotation.weightsDtype()))
            .exact(annotation.exact())
            .strict(annotation.strict());
    for (String shape : annotation.shapes()) {
      options = options.shape(InputShape.parse(shape));
    }
    if (!annotation.stripPrefix().isEmpty()) {
      options = options.stripPrefix(annotation.stripPrefix());
    }
    for (String pattern : annotation.ignore()) {
      options = options.ignore(pattern);
    }
    Set<Target> targets = EnumSet.noneOf(Target.class);
    for (String target : annotation.targets()) {
      targets.add(Target.parse(target));
    }
    options = targets.isEmpty() ? options : options.targets(targets);
    options = annotation.name().isEmpty() ? options : options.simpleName(annotation.name());
    if (annotation.weights().isEmpty()) {
      return Optional.of(options);
    }
    CompileOptions withoutWeights = options;
    return find(WEIGHTS, annotation.weights()).map(withoutWeights::weights);
  }

  private Optional<CompiledNetwork> compile(CompileOptions options) {
    if (member.equals(FILE)) {
      return find(FILE, annotation.file()).map(file -> Lamina.compile(file, options));
    }
    CompileOptions complete =
        files.directories(type).stream().findFirst().map(options::directory).orElse(options);
    String name = nestedName() + "Network.nn";
    return Optional.of(Lamina.compile(name, annotation.value(), complete));
  }

  private Optional<Path> find(String what, String name) {
    Optional<Path> file = files.find(type, name);
    if (file.isEmpty()) {
      String places =
          files.directories(type).stream().map(Path::toString).collect(Collectors.joining(", "));
      report.error(
          what,
          "there is no file `"
              + name
              + "`"
              + (places.isEmpty() ? "" : " in " + places)
              + "; tell where it is by an option of javac: -A"
              + FileFinder.PATH
              + "=DIRECTORY");
    }
    return file;
  }

  private void write(CompiledNetwork network, String... interfaces) {
    try {
      network.writeFiles(new FilerSink(environment.getFiler(), type), interfaces);
    } catch (FilerException e) {
      report.error(
          member,
          "the class "
              + network.className()
              + " exists already; give the network another name: @NeuralNetwork(name = \"Other\","
              + " ...)");
    } catch (IOException e) {
      report.error(member, "the class " + network.className() + " cannot be written: " + e);
    }
  }

  private String packageName() {
    return environment.getElementUtils().getPackageOf(type).getQualifiedName().toString();
  }

  /** {@code OuterInner} for a nested type. */
  private String nestedName() {
    StringBuilder name = new StringBuilder();
    for (Element part = type; part instanceof TypeElement; part = part.getEnclosingElement()) {
      name.insert(0, part.getSimpleName());
    }
    return name.toString();
  }
}
