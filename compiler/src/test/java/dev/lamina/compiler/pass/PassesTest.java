package dev.lamina.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphEvaluator;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes make the graphs they promise and keep what these compute. */
class PassesTest {
  private static final String RESIDUAL =
      "input(4, 6, 6) -> (conv(4, 3, pad=1, bias=false) -> batchnorm -> relu"
          + " -> conv(4, 3, pad=1, bias=false) -> batchnorm + identity) -> relu";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          remove-no-ops        | input(4) -> dropout -> linear(3) -> identity | linear
          remove-no-ops        | input(2, 4, 6) -> relu -> adaptiveavgpool((4, 6)) -> adaptivemaxpool((2, 6)) | relu adaptivemaxpool
          remove-no-ops        | input(4) -> identity                         |
          fold-batch-norm      | input(2, 5, 5) -> conv(3, 3) -> batchnorm    | conv
          fold-batch-norm      | input(2, 5, 5) -> conv(3, 3, bias=false) -> batchnorm(affine=false) | conv
          fold-batch-norm      | input(2, 5, 5) -> conv(4, 3, groups=2) -> batchnorm    | conv
          fold-batch-norm      | input(2, 5, 5) -> convtranspose(3, 3) -> batchnorm | convtranspose
          fold-batch-norm      | input(4, 5, 5) -> convtranspose(6, 3, groups=2) -> batchnorm | convtranspose batchnorm
          fold-batch-norm      | input(5) -> linear(3) -> batchnorm           | linear
          fold-batch-norm      | input(2, 5) -> linear(3) -> batchnorm        | linear batchnorm
          fold-batch-norm      | input(2, 5, 5) -> conv(3, 3) -> instancenorm(track_running_stats=true) | conv
          fold-batch-norm      | input(2, 5, 5) -> conv(3, 3) -> relu -> batchnorm | conv relu batchnorm
          fold-batch-norm      | input(2, 5, 5) -> conv(2, 3, pad=1) -> (batchnorm + identity) | conv batchnorm identity +
          fold-normalize       | input(2, 5, 5) -> normalize((0.4, 0.5), 0.25) -> conv(3, 3)  | conv
          fold-normalize       | input(2, 5, 5) -> normalize(0.4, 0.25) -> conv(3, 3, pad=1)  | normalize conv
          fold-normalize       | input(2, 5, 5) -> normalize(0.4, 0.25) -> conv(3, 3, pad=1, padding_mode=reflect) | conv
          fold-normalize       | input(2, 5, 5) -> normalize(0.4, 0.25) -> conv(4, 3, groups=2)  | normalize conv
          batch-norm-to-affine | input(2, 5, 5) -> batchnorm                  | affine
          halve-clamped        | input(2, 5, 5) -> conv(3, 3) -> relu6        | conv relu6(2x)
          halve-clamped        | input(2, 5, 5) -> conv(3, 3, bias=false) -> relu6 | conv relu6(2x)
          halve-clamped        | input(2, 5, 5) -> conv(4, 3, groups=2) -> hardtanh(0, 2) | conv hardtanh
          halve-clamped        | input(2, 5, 5) -> convtranspose(3, 3) -> relu6 | convtranspose relu6(2x)
          halve-clamped        | input(5) -> linear(3) -> relu6               | linear relu6(2x)
          halve-clamped        | input(2, 5) -> linear(3) -> relu6            | linear relu6
          halve-clamped        | input(5) -> linear(3) -> relu                | linear relu
          halve-clamped        | input(5) -> linear(3) -> hardtanh            | linear hardtanh
          halve-clamped        | input(5) -> linear(3) -> sigmoid -> relu6    | linear sigmoid relu6
          halve-clamped        | input(5) -> linear(5) -> (relu6 + identity)  | linear relu6 identity +
          fuse-elementwise     | input(5) -> linear(3) -> relu -> sigmoid     | linear,relu,sigmoid
          fuse-elementwise     | input(5) -> relu -> linear(3)                | relu linear
          fuse-elementwise     | input(2, 4, 4) -> relu -> flatten -> sigmoid | relu flatten sigmoid
          fuse-elementwise     | input(2, 4, 4) -> (conv(2, 3, pad=1) + identity) | identity conv,+
          fuse-elementwise     | input(2, 4, 4) -> (identity * globalavgpool) | identity globalavgpool *
          fuse-elementwise     | input(2, 4, 4) -> (conv(2, 1) * globalavgpool) | globalavgpool conv,*
          fuse-elementwise     | input(2, 4, 4) -> (conv(3, 1) - conv(3, 1))  | conv conv,-
          fuse-pooling         | input(2, 4, 4) -> conv(3, 1) -> maxpool(2)   | conv,maxpool
          fuse-pooling         | input(2, 4, 4) -> conv(3, 1) -> maxpool(3, 2) | conv maxpool
          fuse-pooling         | input(2, 4, 4) -> relu -> avgpool(2)         | relu avgpool
          """)
  void rewrites(String pass, String network, String expected) {
    Graph graph = Elaborations.graph(network);
    Set<String> others =
        Passes.names().stream().filter(n -> !n.equals(pass)).collect(Collectors.toSet());
    Graph result = Passes.apply(graph, new PassOptions(others, false));
    assertEquals(expected == null ? "" : expected, describe(result));
    agrees(graph, result);
  }

  static Stream<String> networks() {
    return Stream.of(
        RESIDUAL,
        "input(3, 8, 8) -> normalize((0.4, 0.5, 0.6), 0.25) -> conv(5, 3, bias=false) -> batchnorm"
            + " -> relu -> maxpool(2) -> dropout -> flatten -> linear(7) -> batchnorm -> relu",
        "input(6, 5, 5) -> convtranspose(4, 3, stride=2) -> batchnorm -> relu6 -> avgpool(2)",
        "input(3, 6, 6) -> batchnorm -> relu -> (conv(3, 1) * globalavgpool) -> relu");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void keepWhatIsComputed(String network) {
    Graph graph = Elaborations.graph(network);
    for (String off : Stream.concat(Stream.of("none"), Passes.names().stream()).toList()) {
      for (boolean exact : new boolean[] {false, true}) {
        Graph result = Passes.apply(graph, new PassOptions(Set.of(off), exact));
        agrees(graph, result);
        for (Target target : List.of(exact ? Target.SIMD128 : Target.SCALAR)) {
          Agreement.check(graph, Planner.plan(result, target, PlanOptions.defaults()), 2, 1);
        }
      }
    }
  }

  @Test
  void leavesOneNodeAConvolutionInAResidualBlock() {
    Graph graph = Passes.apply(Elaborations.graph(RESIDUAL), PassOptions.defaults());
    assertEquals("conv,relu conv,+,relu", describe(graph));
  }

  @Test
  void exactKeepsBatchNormsOutOfWeights() {
    Graph graph = Passes.apply(Elaborations.graph(RESIDUAL), new PassOptions(Set.of(), true));
    assertEquals("conv,affine,relu conv,affine,+,relu", describe(graph));
  }

  @Test
  void aBrokenGraphNamesThePass() {
    Graph graph = Elaborations.graph("input(4) -> linear(3) -> relu");
    Node wrong = graph.node(1).withInputs(List.of(2));
    Graph broken =
        new Graph(
            graph.className(),
            graph.source(),
            List.of(graph.node(0), wrong, graph.node(2)),
            graph.inputs(),
            graph.outputs());
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> Passes.apply(broken, PassOptions.defaults()));
    assertTrue(e.getMessage().startsWith("remove-no-ops: "), e.getMessage());
  }

  /** The layers' names, fused ones after a comma; inputs left out. */
  private static String describe(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> !n.inputs().isEmpty())
        .map(
            n ->
                Stream.concat(Stream.of(n.layer()), n.fused().stream().map(Node.Fused::layer))
                    .map(l -> l.toString().split("\\((?!2x)", 2)[0])
                    .collect(Collectors.joining(",")))
        .collect(Collectors.joining(" "));
  }

  private static void agrees(Graph graph, Graph result) {
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    List<Tensor> inputs = Agreement.inputs(graph, 1, 1).get(0);
    List<Tensor> expected = new GraphEvaluator(graph, weights).evaluate(inputs);
    List<Tensor> actual = new GraphEvaluator(result, weights).evaluate(inputs);
    for (int i = 0; i < expected.size(); i++) {
      Agreement.assertClose(expected.get(i), actual.get(i), "output " + i);
    }
  }
}
