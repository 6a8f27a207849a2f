package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.layer.Call;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.ShapeException;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Elaborates a use of a layer: binds its arguments, makes it and adds it to the graph. */
final class LayerUse {
  /** Floats of a sample that are seldom meant: 1 GB. */
  private static final double HUGE = 1e9 / Float.BYTES;

  private final GraphBuilder graph;
  private final Reporter reporter;
  private final Function<String, Optional<Shape>> weights;

  LayerUse(GraphBuilder graph, Reporter reporter, Function<String, Optional<Shape>> weights) {
    this.graph = graph;
    this.reporter = reporter;
    this.weights = weights;
  }

  Flow elaborate(Atom.Use use, LayerType type, String path, Flow in, Scope scope) {
    Optional<Map<String, Call.Given>> given = arguments(use, type, in, scope);
    if (given.isEmpty() || !in.isNode()) {
      return Flow.POISON;
    }
    Call call =
        new Call(
            type,
            use.name().text(),
            use.span(),
            given.get(),
            graph.shape(in),
            parameter -> weights.apply(path + "." + parameter),
            reporter.log(use.span()));
    try {
      Layer layer = type.create(call);
      Flow result = graph.add(path, layer, List.of(in), use.span());
      warnOfMemory(call, layer, graph.shape(in), graph.shape(result));
      return result;
    } catch (LayerType.Refusal refusal) {
      Diagnostics.Entry entry = reporter.failed(use.span(), refusal.diagnostic());
      addTrail(entry, in);
      suggestParameters(entry, use, scope);
    } catch (ShapeException e) {
      Diagnostics.Entry entry = reporter.error(use.span(), e.getMessage());
      e.hint().ifPresent(entry::hint);
      addTrail(entry, in);
    }
    return Flow.POISON;
  }

  /** A slip in the padding or a scale is the usual reason for gigabytes. */
  private static void warnOfMemory(Call call, Layer layer, Shape in, Shape out) {
    double padded = layer instanceof Conv conv ? conv.paddedSize(in) : 0;
    double floats = Math.max((double) out.elements(), padded);
    if (floats >= HUGE && in.elements() < HUGE) {
      call.warn(
          String.format(
              Locale.ROOT,
              "%s needs %.1f GB of memory for one sample",
              layer,
              floats * Float.BYTES / 1e9),
          in + " arrives and " + out + " comes out, padding not counted; is that meant?");
    }
  }

  private Optional<Map<String, Call.Given>> arguments(
      Atom.Use use, LayerType type, Flow in, Scope scope) {
    Optional<Map<String, Argument>> bound =
        Arguments.bind(
            Arguments.of(use.name().text(), type), use.arguments().orElse(List.of()), reporter);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    Expressions expressions = new Expressions(scope, shape(in), reporter);
    Map<String, Call.Given> given = new LinkedHashMap<>();
    bound
        .get()
        .forEach(
            (name, argument) -> {
              Optional<ArgumentValue> value = expressions.evaluate(argument.value());
              value.ifPresent(v -> given.put(name, new Call.Given(v, argument.span())));
            });
    return given.size() == bound.get().size() ? Optional.of(given) : Optional.empty();
  }

  private Optional<Shape> shape(Flow flow) {
    return flow.isNode() ? Optional.of(graph.shape(flow)) : Optional.empty();
  }

  /** How the shape came about, where the mistake is about it. */
  private void addTrail(Diagnostics.Entry entry, Flow in) {
    String message = entry.message();
    if (message.contains("arrive") || message.contains(graph.shape(in).toString())) {
      graph.trail(in).ifPresent(entry::note);
    }
  }

  /** A word that the layer did not take may be a misspelt parameter. */
  private void suggestParameters(Diagnostics.Entry entry, Atom.Use use, Scope scope) {
    for (Argument a : use.arguments().orElse(List.of())) {
      boolean name =
          a.value() instanceof Value.Scalar s && s.expression() instanceof Expression.Reference;
      Span span = a.value().span();
      if (name && !scope.parameters().containsKey(span.text())) {
        Optional<String> hint = Suggestions.didYouMean(span.text(), scope.parameters().keySet());
        hint.ifPresent(entry::hint);
        hint.ifPresent(h -> reporter.suspectName());
      }
    }
  }
}
