package dev.lamina.compiler;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.diag.Severity;
import dev.lamina.compiler.elaborate.ElaborationOptions;
import dev.lamina.compiler.elaborate.Elaborator;
import dev.lamina.compiler.elaborate.OuterName;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Model;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.Statement;
import dev.lamina.runtime.TensorSource;
import dev.lamina.runtime.WeightsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stages that can find mistakes: syntax, shapes, weights. */
final class Compilation {
  /** How the last line of the runtime's messages begins. */
  private static final String HINT = "\nhint: ";

  private final Source source;
  private final CompileOptions options;
  private final Diagnostics diagnostics;

  private Compilation(Source source, CompileOptions options, Diagnostics diagnostics) {
    this.source = source;
    this.options = options;
    this.diagnostics = diagnostics;
  }

  static CompiledNetwork run(Source source, CompileOptions options, Diagnostics diagnostics) {
    return new Compilation(source, options, diagnostics).run();
  }

  private CompiledNetwork run() {
    Model model = Parser.parse(source, diagnostics);
    diagnostics.throwIfErrors();
    Optional<Statement.Weights> statement = weightsStatement(model);
    WeightsInput weights = weights(statement);
    Optional<Span> place =
        options.weights().isPresent() ? Optional.empty() : statement.map(s -> s.file().span());
    Graph graph = elaborate(model, weights, place);
    checkWeights(graph, weights, place);
    Reduction reduction = reduction(graph, weights);
    List<Diagnostic> warnings = diagnostics.all();
    if (options.strict() && !warnings.isEmpty()) {
      throw new CompilationException(warnings.stream().map(Compilation::asError).toList());
    }
    Graph optimised = Passes.apply(graph, new PassOptions(options.passesOff(), options.exact()));
    return new CompiledNetwork(
        graph, reduction.apply(optimised), options, weights, reduction, warnings);
  }

  /** What is stored with fewer bits, if there is anything to store. */
  private Reduction reduction(Graph graph, WeightsInput weights) {
    WeightsType type = options.weightsType();
    if (type != WeightsType.F32 && weights instanceof WeightsInput.None) {
      diagnostics.warning("weights are to be stored as " + type.id() + ", but none are given");
      return Reduction.NONE;
    }
    return Reduction.of(type, graph);
  }

  private static Optional<Statement.Weights> weightsStatement(Model model) {
    return model.statements().stream()
        .filter(Statement.Weights.class::isInstance)
        .map(Statement.Weights.class::cast)
        .findFirst();
  }

  private WeightsInput weights(Optional<Statement.Weights> statement) {
    if (options.weights().isPresent() && options.randomWeights().isPresent()) {
      diagnostics.error("weights are given twice: a file, and random ones");
      diagnostics.throwIfErrors();
    }
    if (options.randomWeights().isPresent()) {
      return new WeightsInput.Random(options.randomWeights().getAsLong());
    }
    Optional<Path> file = options.weights().or(() -> statement.map(this::resolve));
    return file.isPresent()
        ? new WeightsInput.File(file.get(), options.stripPrefix(), options.ignore())
        : new WeightsInput.None();
  }

  /** The path of a {@code weights} statement, relative to its file. */
  private Path resolve(Statement.Weights statement) {
    String text = statement.file().text();
    try {
      Path file = Path.of(text);
      Path directory = options.directory().map(d -> d.resolve(file)).orElse(file);
      return source.path().map(p -> p.resolveSibling(file)).orElse(directory);
    } catch (InvalidPathException e) {
      diagnostics.error(statement.file().span(), "`" + text + "` is no path of a file");
      throw new CompilationException(diagnostics.all());
    }
  }

  private Graph elaborate(Model model, WeightsInput weights, Optional<Span> place) {
    ElaborationOptions elaboration = ElaborationOptions.none();
    for (Map.Entry<Optional<String>, List<Integer>> shape : options.shapes().entrySet()) {
      Shape sizes = Shape.of(shape.getValue());
      elaboration =
          shape.getKey().isPresent()
              ? elaboration.withInputShape(shape.getKey().get(), sizes)
              : elaboration.withInputShape(sizes);
    }
    elaboration =
        elaboration.withOuterName(
            new OuterName(options.packageName(), options.defaultPackage(), options.simpleName()));
    if (weights instanceof WeightsInput.File file) {
      elaboration = elaboration.withWeights(shapes(file, place));
    }
    return Elaborator.elaborate(model, elaboration, diagnostics);
  }

  private TensorShapes shapes(WeightsInput.File file, Optional<Span> place) {
    try (TensorSource tensors = file.open()) {
      return TensorShapes.of(tensors, options.stripPrefix());
    } catch (WeightsException e) {
      throw refuse(e, place);
    }
  }

  private void checkWeights(Graph graph, WeightsInput weights, Optional<Span> place) {
    if (!(weights instanceof WeightsInput.File) && options.concernsWeightsFile()) {
      diagnostics.warning(
          "a prefix to strip or tensors to ignore are given, but no weights file that has them");
    }
    if (weights instanceof WeightsInput.File file) {
      try (TensorSource tensors = file.open()) {
        match(file, tensors, graph);
        file.unheeded(tensors).forEach(diagnostics::warning);
      } catch (WeightsException e) {
        throw refuse(e, place);
      }
    }
  }

  private static void match(WeightsInput.File file, TensorSource tensors, Graph graph) {
    try {
      file.match(tensors, graph);
    } catch (WeightsException e) {
      String hint = e.getMessage().contains(HINT) ? "" : file.hint(tensors, graph);
      throw hint.isEmpty() ? e : new WeightsException(e.getMessage() + HINT + hint, e);
    }
  }

  private CompilationException refuse(WeightsException e, Optional<Span> place) {
    String[] parts = e.getMessage().split(HINT, 2);
    Diagnostics.Entry entry =
        place.isPresent() ? diagnostics.error(place.get(), parts[0]) : diagnostics.error(parts[0]);
    Arrays.stream(parts).skip(1).forEach(entry::hint);
    return new CompilationException(diagnostics.all());
  }

  private static Diagnostic asError(Diagnostic d) {
    return new Diagnostic(Severity.ERROR, d.span(), d.message(), d.notes(), d.hints());
  }
}
