package dev.lamina.compiler.cli;

import dev.lamina.compiler.Explanation;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Results as objects of JSON, for scripts. */
final class Reports {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private Reports() {}

  /** Keys and values in turns. */
  static Map<String, Object> object(Object... pairs) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      object.put((String) pairs[i], pairs[i + 1]);
    }
    return object;
  }

  static List<Object> diagnostics(List<Diagnostic> diagnostics) {
    List<Object> all = new ArrayList<>();
    for (Diagnostic d : diagnostics) {
      Map<String, Object> object =
          object("severity", d.severity().toString(), "message", d.message());
      d.span()
          .ifPresent(
              s -> {
                object.put("file", s.source().name());
                object.put("line", s.line());
                object.put("column", s.column());
                object.put("text", s.text());
              });
      object.put("notes", d.notes().stream().map(Diagnostic.Note::message).toList());
      object.put("hints", d.hints());
      all.add(object);
    }
    return all;
  }

  static Map<String, Object> explanation(Explanation explanation, List<Diagnostic> warnings) {
    List<Object> layers = new ArrayList<>();
    for (Explanation.Row row : explanation.rows()) {
      layers.add(
          object(
              "name", row.name(),
              "layer", row.layer(),
              "shape", NUMBER.matcher(row.shape()).results().map(Reports::integer).toList(),
              "parameters", row.parameters(),
              "multiplyAdds", row.multiplyAdds(),
              "kernel", row.kernel()));
    }
    return object(
        "class", explanation.className(),
        "target", explanation.target().id(),
        "parameters", explanation.parameters(),
        "multiplyAdds", explanation.multiplyAdds(),
        "weightBytes", explanation.weightBytes(),
        "scratchBytes", explanation.scratchBytes(),
        "layers", layers,
        "warnings", diagnostics(warnings));
  }

  private static Integer integer(MatchResult match) {
    return Integer.valueOf(match.group());
  }

  static Map<String, Object> results(
      Network network, Inputs inputs, float[][] outputs, Labels labels) {
    List<Object> all = new ArrayList<>();
    List<Descriptor.Tensor> ports = network.signature().outputs();
    for (int i = 0; i < outputs.length; i++) {
      Shape shape = inputs.outputShape(ports.get(i));
      all.add(
          object(
              "name", ports.get(i).name(),
              "shape", Arrays.stream(shape.sizes()).boxed().toList(),
              "values", outputs[i]));
    }
    Map<String, Object> results =
        object("class", network.getClass().getName(), "variant", network.variant(), "outputs", all);
    if (!labels.names().isEmpty()) {
      results.put("labels", labels.names());
    }
    return results;
  }
}
