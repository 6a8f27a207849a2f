package dev.lamina.compiler.export;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.NoOp;
import dev.lamina.runtime.RuntimeVersion;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a network as an ONNX model with its weights: PyTorch's tensors under their names, batch
 * norms and all, for tools to optimise as they see fit. The batch is dynamic. What an operator
 * cannot express exactly is composed of several.
 */
public final class OnnxExporter {
  /** What protobuf's readers take. */
  private static final long LARGEST = Integer.MAX_VALUE;

  private final Graph graph;
  private final OnnxBuilder builder;
  private final Diagnostics log = new Diagnostics();

  private OnnxExporter(Graph graph, OnnxBuilder builder) {
    this.graph = graph;
    this.builder = builder;
  }

  /**
   * Writes {@code graph}; the stream is left open. Weights are streamed.
   *
   * @param graph as elaborated, before any pass
   * @param weights where the weights come from
   * @param tensors its tensors by the names that the graph has for them
   * @throws CompilationException if something cannot be expressed, before anything is written
   */
  public static void export(
      Graph graph, TensorSource weights, Map<String, TensorInfo> tensors, OutputStream out)
      throws IOException {
    new OnnxExporter(graph, new OnnxBuilder(weights, tensors)).build().write(out);
  }

  private OnnxFile build() {
    String[] results = new String[graph.nodes().size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = add(graph.node(i), results);
    }
    List<OnnxFile.Value> outputs = new ArrayList<>();
    for (Graph.Output output : graph.outputs()) {
      builder.name(results[output.node()], output.name());
      outputs.add(
          new OnnxFile.Value(output.name(), Initializer.FLOAT, graph.node(output.node()).shape()));
    }
    List<OnnxFile.Value> inputs =
        graph.inputs().stream()
            .map(graph::node)
            .map(n -> new OnnxFile.Value(n.path(), elementType(n), n.shape()))
            .toList();
    OnnxFile file =
        new OnnxFile(
            graph.className(),
            RuntimeVersion.CURRENT,
            builder.nodes(),
            builder.initializers(),
            inputs,
            outputs);
    check(file);
    return file;
  }

  private static int elementType(Node input) {
    return input.layer() instanceof Input i && i.isBytes() ? Initializer.UINT8 : Initializer.FLOAT;
  }

  private String add(Node node, String[] results) {
    if (!node.fused().isEmpty()) {
      throw new IllegalArgumentException("the graph has been optimised: " + node.path());
    }
    if (node.layer() instanceof Input) {
      return node.path();
    }
    List<String> operands = node.inputs().stream().map(i -> results[i]).toList();
    if (node.layer() instanceof NoOp) {
      return operands.get(0);
    }
    try {
      return OnnxOperators.add(new OnnxSite(builder, node, graph.inputShapes(node), operands));
    } catch (Inexpressible e) {
      log.error(node.span(), "%s cannot be exported to ONNX".formatted(node.layer()))
          .note(e.getMessage());
      return operands.get(0);
    }
  }

  private void check(OnnxFile file) {
    if (!log.hasErrors() && file.length() > LARGEST) {
      log.error(
              "the model takes %d bytes, but an ONNX file holds at most %d"
                  .formatted(file.length(), LARGEST))
          .note("protobuf, of which the format is made, counts no further");
    }
    log.throwIfErrors();
  }
}
