package dev.lamina.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.graph.Graph;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Parameters are named as in the {@code state_dict} of the same network in PyTorch. */
class ParameterNamesTest {
  @Test
  void chainIsSequential() {
    assertNames(
        "input(1, 28, 28) -> conv(6, 5) -> relu -> flatten -> linear(10)",
        "0.weight 0.bias 3.weight 3.bias");
  }

  @Test
  void numbersRunOnFromStatementToStatement() {
    assertNames(
        "x = input(1, 8, 8)\ny = x -> conv(6, 5) -> relu\ny -> conv(3, 1) -> relu",
        "0.weight 0.bias 2.weight 2.bias");
  }

  @Test
  void labelTakesTheNumbersPlace() {
    assertNames(
        "input(1, 8, 8) -> conv(6, 5) -> second: conv(6, 1) -> conv(6, 1)",
        "0.weight 0.bias second.weight second.bias 2.weight 2.bias");
  }

  @Test
  void keywordsAndStringsAreLabels() {
    assertNames(
        "input(4) -> output: linear(3) -> \"7\": linear(3) -> def { \"0\" { linear(2) } }",
        "output.weight output.bias 7.weight 7.bias def.0.0.weight def.0.0.bias");
  }

  @Test
  void blocksAndDefsAreModules() {
    assertNames(
        "def unit(n) = conv(n, 1, bias=false) -> relu\n"
            + "input(1, 8, 8) -> features { unit(2) -> last: unit(3) } -> unit(4)",
        "features.0.0.weight features.last.0.weight 1.0.weight");
  }

  @Test
  void repeatsAndGroupsOfOneChainAreNoModules() {
    assertNames(
        "input(4) -> repeat(2) { linear(4, bias=false) -> relu } -> ( linear(3, bias=false) -> tanh"
            + " ) -> repeat(0) { relu } -> linear(1, bias=false)",
        "0.weight 2.weight 4.weight 6.weight");
  }

  @Test
  void branchesAreNumberedWithTheirPlaces() {
    assertNames(
        "x = input(4, 8, 8)\n"
            + "x -> conv(4, 1, bias=false) -> [ relu -> conv(2, 1, bias=false), x, "
            + "( conv(3, 1, bias=false) * conv(3, 1, bias=false) ) ]",
        "0.weight 1.0.1.weight 1.2.0.0.0.weight 1.2.0.1.0.weight");
  }

  @Test
  void labelsInBranchesBelongToTheNearestBlock() {
    assertNames(
        "input(4, 8, 8) -> m { ( a: conv(4, 1, bias=false) -> conv(4, 1, bias=false)"
            + " + ( b { conv(4, 1, bias=false) } - c: conv(4, 1, bias=false) ) ) }",
        "m.a.weight m.0.0.1.weight m.b.0.weight m.c.weight");
  }

  @Test
  void labelledGroupNamesItsBranches() {
    assertNames(
        "input(4, 8, 8) -> mix: [ conv(2, 1, bias=false), relu -> sub: ( identity + conv(4, 1,"
            + " bias=false) ) ]",
        "mix.0.0.weight sub.1.0.weight");
  }

  @Test
  void residualBlockOfResnet() {
    assertNames(
        """
        def basic(out) =
          ( conv1: conv(out, 3, pad=1, bias=false) -> bn1: batchnorm -> relu
            -> conv2: conv(out, 3, pad=1, bias=false) -> bn2: batchnorm
          + identity )
          -> relu
        def down(out) =
          ( conv1: conv(out, 3, stride=2, pad=1, bias=false) -> bn1: batchnorm -> relu
            -> conv2: conv(out, 3, pad=1, bias=false) -> bn2: batchnorm
          + downsample { conv(out, 1, stride=2, bias=false) -> batchnorm } )
          -> relu
        input(8, 8, 8) -> layer1 { basic(8) -> down(16) }
        """,
        "layer1.0.conv1.weight "
            + norm("layer1.0.bn1")
            + " layer1.0.conv2.weight "
            + norm("layer1.0.bn2")
            + " layer1.1.conv1.weight "
            + norm("layer1.1.bn1")
            + " layer1.1.conv2.weight "
            + norm("layer1.1.bn2")
            + " layer1.1.downsample.0.weight "
            + norm("layer1.1.downsample.1"));
  }

  @Test
  void fireOfSqueezenet() {
    assertNames(
        """
        def fire(squeeze, expand) =
          squeeze: conv(squeeze, 1) -> relu
          -> [ expand1x1: conv(expand, 1) -> relu, expand3x3: conv(expand, 3, pad=1) -> relu ]
        input(4, 8, 8) -> features { maxpool(2) -> fire(2, 3) -> fire(2, 4) }
        """,
        both("features.1.squeeze")
            + both(" features.1.expand1x1")
            + both(" features.1.expand3x3")
            + both(" features.2.squeeze")
            + both(" features.2.expand1x1")
            + both(" features.2.expand3x3"));
  }

  @Test
  void invertedResidualOfMobilenet() {
    assertNames(
        """
        def cbr(out, k, stride = 1, groups = 1) =
          conv(out, k, stride=stride, pad=(k - 1) / 2, groups=groups, bias=false)
          -> batchnorm -> relu6
        def inverted(out, t) =
          ( conv { cbr(channels * t, 1) -> cbr(channels, 3, groups=channels)
                   -> conv(out, 1, bias=false) -> batchnorm }
          + identity )
        input(4, 8, 8) -> features { cbr(8, 3, 2) -> inverted(8, 6) }
        """,
        "features.0.0.weight "
            + norm("features.0.1")
            + " features.1.conv.0.0.weight "
            + norm("features.1.conv.0.1")
            + " features.1.conv.1.0.weight "
            + norm("features.1.conv.1.1")
            + " features.1.conv.2.weight "
            + norm("features.1.conv.3"));
  }

  @Test
  void inputsAreNodesNamedAfterTheirValues() {
    Graph graph = Elaborations.graph("a = input(2)\nb = input(2)\noutput y = ( a + b )");
    List<String> inputs = graph.inputs().stream().map(i -> graph.node(i).path()).toList();
    assertEquals(List.of("a", "b"), inputs);
    assertEquals(List.of(new Graph.Output("y", 2)), graph.outputs());
  }

  @Test
  void tenThousandLayersInAChain() {
    String chain = String.join(" -> ", IntStream.range(0, 10_000).mapToObj(i -> "relu").toList());
    Graph graph = Elaborations.graph("input(3) -> " + chain);
    assertEquals(10_001, graph.nodes().size());
    assertEquals("9999", graph.node(10_000).path());
  }

  private static String norm(String path) {
    return String.join(
        " ",
        List.of(path + ".weight", path + ".bias", path + ".running_mean", path + ".running_var"));
  }

  private static String both(String path) {
    return path + ".weight" + " " + path.trim() + ".bias";
  }

  private static void assertNames(String text, String names) {
    Graph graph = Elaborations.graph(text);
    assertEquals(names, String.join(" ", graph.rawParameters().keySet()));
  }
}
