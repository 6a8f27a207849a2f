package dev.lamina.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphPrinterTest {
  @Test
  void showsLayersOperandsAndShapes() {
    Graph graph =
        Elaborations.graph(
            "x = input(3, 8, 8)\nx -> features { conv(4, 3, pad=1) } -> ( identity * sigmoid )"
                + " -> [ identity, x ]");
    assertEquals(
        """
        graph nn.test.Test
        %0 = x: input(3, 8, 8): (3, 8, 8)
        %1 = features.0: conv(3, 4, 3, pad=1) of %0: (4, 8, 8)
        %2 = 1.0.0: identity of %1: (4, 8, 8)
        %3 = 1.1.0: sigmoid of %1: (4, 8, 8)
        %4 = 1: * of %2, %3: (4, 8, 8)
        %5 = 2.0.0: identity of %4: (4, 8, 8)
        %6 = 2: concat of %5, %0: (7, 8, 8)
        output output = %6: (7, 8, 8)
        """,
        GraphPrinter.print(graph));
  }

  @Test
  void showsWeightsThatAreExpressionsAndFusedLayers() {
    Graph graph = Elaborations.graph("input(3) -> linear(2) -> relu");
    Node linear = graph.node(1);
    Weight scale =
        new Weight.Binary(
            Weight.Op.DIV,
            new Weight.Raw("1.weight", Shape.of(2)),
            new Weight.Sqrt(
                new Weight.Binary(
                    Weight.Op.ADD,
                    new Weight.Raw("1.running_var", Shape.of(2)),
                    new Weight.Constant(Shape.of(1), List.of(1e-5)))));
    Weight scaled = new Weight.Scaled(linear.weights().get("weight"), scale, 0);
    Node relu = graph.node(2);
    Node.Fused fused =
        new Node.Fused(
            relu.path(),
            relu.layer(),
            List.of(Node.Fused.RESULT),
            Map.of(),
            relu.shape(),
            relu.span());
    Node node =
        new Node(
            linear.path(),
            linear.layer(),
            linear.inputs(),
            Map.of("weight", scaled, "bias", linear.weights().get("bias")),
            List.of(fused),
            relu.shape(),
            linear.span());
    Graph changed =
        new Graph(
            graph.className(),
            graph.source(),
            new ArrayList<>(List.of(graph.node(0), node)),
            graph.inputs(),
            List.of(new Graph.Output("output", 1)));
    GraphVerifier.verify(changed);
    assertEquals(
        """
        graph nn.test.Test
        %0 = input: input(3): (3)
        %1 = 0: linear(3, 2) of %0: (2)
            weight = scale(0.weight, 1.weight / sqrt(1.running_var + 1.0E-5), dim=0): (2, 3)
            then 1: relu: (2)
        output output = %1: (2)
        """,
        GraphPrinter.print(changed));
  }
}
