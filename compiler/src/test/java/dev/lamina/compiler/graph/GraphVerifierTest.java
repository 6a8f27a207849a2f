package dev.lamina.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphVerifierTest {
  private final Graph graph = Elaborations.graph("input(3) -> linear(2) -> linear(2) -> relu");

  @Test
  void takesWhatElaborationMakes() {
    GraphVerifier.verify(graph);
    assertEquals(4, graph.nodes().size());
  }

  @Test
  void findsEdgesThatPointForward() {
    assertBroken("%1 (0) takes %2", with(1, n -> node(n, List.of(2), n.shape(), n.weights())));
  }

  @Test
  void findsWrongShapes() {
    assertBroken(
        "%3 (2) has shape (9), not (2)",
        with(3, n -> node(n, n.inputs(), Shape.of(9), n.weights())));
  }

  @Test
  void findsLayersThatDoNotTakeTheirOperands() {
    assertBroken(
        "%2 (1) linear(2, 2) does not take [(3)]",
        with(2, n -> node(n, List.of(0), n.shape(), n.weights())));
  }

  @Test
  void findsMissingWeights() {
    assertBroken("%1 (0) lacks its weight", with(1, n -> node(n, n.inputs(), n.shape(), Map.of())));
  }

  @Test
  void findsWeightsOfAnotherShape() {
    Weight other = new Weight.Raw("0.weight", Shape.of(3, 2));
    assertBroken(
        "%1 (0) has a weight of (3, 2), not (2, 3)",
        with(
            1,
            n ->
                node(
                    n,
                    n.inputs(),
                    n.shape(),
                    Map.of("weight", other, "bias", n.weights().get("bias")))));
  }

  @Test
  void findsParametersOfTheSameName() {
    assertBroken(
        "%2 (0) and %1 (0) have parameters of the same name",
        with(
            2,
            n ->
                new Node("0", n.layer(), n.inputs(), n.weights(), n.fused(), n.shape(), n.span())));
  }

  @Test
  void findsOutputsThatAreNot() {
    Graph broken =
        new Graph(
            graph.className(),
            graph.source(),
            graph.nodes(),
            graph.inputs(),
            List.of(new Graph.Output("y", 7)));
    assertBroken("output y names node %7", broken);
  }

  @Test
  void findsInputsThatAreNotListed() {
    Graph broken =
        new Graph(graph.className(), graph.source(), graph.nodes(), List.of(), graph.outputs());
    assertBroken("%0 is an input missing from the input list", broken);
  }

  private interface Change {
    Node apply(Node node);
  }

  private Graph with(int index, Change change) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    nodes.set(index, change.apply(nodes.get(index)));
    return new Graph(graph.className(), graph.source(), nodes, graph.inputs(), graph.outputs());
  }

  private static Node node(Node n, List<Integer> inputs, Shape shape, Map<String, Weight> weights) {
    return new Node(n.path(), n.layer(), inputs, weights, n.fused(), shape, n.span());
  }

  private static void assertBroken(String message, Graph graph) {
    String actual =
        assertThrows(IllegalStateException.class, () -> GraphVerifier.verify(graph)).getMessage();
    assertTrue(actual.contains(message), actual);
  }
}
