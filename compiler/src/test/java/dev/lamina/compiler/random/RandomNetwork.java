package dev.lamina.compiler.random;

import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes a random network: chains, branches, residuals, concatenations, defs, blocks, repeats,
 * several inputs and outputs. The same seed gives the same text.
 */
public final class RandomNetwork {
  private static final int MAX_ELEMENTS = 6000;

  /** A named value of the network and whether something uses it. */
  private static final class Value {
    final String name;
    final Shape shape;
    boolean used;

    Value(String name, Shape shape) {
      this.name = name;
      this.shape = shape;
    }
  }

  /** Text of a stage or chain, and the shape that leaves it. */
  private record Piece(String text, Shape shape) {}

  private final Choices choices;
  private final Map<String, String> defs = new TreeMap<>();
  private final List<String> statements = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private int names;

  private RandomNetwork(long seed) {
    this.choices = new Choices(seed);
  }

  /** A network; the seed decides everything. */
  public static String of(long seed) {
    return new RandomNetwork(seed).write();
  }

  private String write() {
    if (choices.chance(0.5)) {
      Shape shape = inputShape();
      statements.add(input(shape) + "\n  -> " + chain(shape, 6, 2).text());
    } else {
      statementsOfValues();
    }
    String body = String.join("\n", statements) + "\n";
    return defsUsedBy(body) + body;
  }

  private String defsUsedBy(String text) {
    return defs.entrySet().stream()
        .filter(d -> text.matches("(?s).*\\b" + d.getKey() + "\\b.*"))
        .map(d -> d.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private void statementsOfValues() {
    int inputs = choices.chance(0.6) ? 1 : choices.between(2, 3);
    for (int i = 0; i < inputs; i++) {
      Shape shape = inputShape();
      defineInput(shape);
    }
    int count = choices.between(1, 4);
    for (int i = 0; i < count; i++) {
      Value from = pick();
      Piece body = choices.chance(0.4) ? merge(from) : continued(from);
      define("v", body.text(), body.shape());
    }
    outputs();
  }

  private Piece continued(Value from) {
    from.used = true;
    Piece chain = chain(from.shape, 3, 2);
    return new Piece(from.name + " -> " + chain.text(), chain.shape());
  }

  /** Joins two values, if a way is found. */
  private Piece merge(Value a) {
    Value b = pick();
    if (a != b && a.shape.rank() == 3 && b.shape.rank() == 3) {
      Shape s = b.shape;
      String fit = a.name + " -> adaptiveavgpool((" + s.size(1) + ", " + s.size(2) + ")) -> conv(";
      a.used = true;
      b.used = true;
      if (choices.chance(0.5)) {
        String operator = choices.of("+", "-", "*");
        return new Piece("(" + fit + s.size(0) + ", 1) " + operator + " " + b.name + ")", s);
      }
      int more = choices.between(1, 5);
      return new Piece("[" + b.name + ", " + fit + more + ", 1)]", s.with(0, s.size(0) + more));
    }
    if (a != b && a.shape.equals(b.shape)) {
      a.used = true;
      b.used = true;
      return new Piece("(" + a.name + choices.of(" + ", " - ", " * ") + b.name + ")", a.shape);
    }
    return continued(a);
  }

  private void outputs() {
    List<Value> unused = values.stream().filter(v -> !v.used).toList();
    if (unused.size() == 1 && choices.chance(0.4)) {
      statements.add(continued(unused.get(0)).text());
      return;
    }
    for (Value value : unused) {
      String name = name("out");
      boolean bare = !value.name.startsWith("x") && choices.chance(0.4);
      value.used = true;
      statements.add("output " + name + " = " + (bare ? value.name : continued(value).text()));
    }
  }

  private Value pick() {
    List<Value> unused = values.stream().filter(v -> !v.used).toList();
    return choices.of(unused.isEmpty() || choices.chance(0.3) ? values : unused);
  }

  private void define(String prefix, String text, Shape shape) {
    String name = name(prefix);
    statements.add(name + " = " + text);
    values.add(new Value(name, shape));
  }

  private Piece chain(Shape shape, int most, int depth) {
    int count = choices.between(1, most);
    List<String> stages = new ArrayList<>();
    Shape at = shape;
    for (int i = 0; i < count; i++) {
      Piece stage = stage(at, depth);
      stages.add(stage.text());
      at = stage.shape();
    }
    return new Piece(String.join(" -> ", stages), at);
  }

  private Piece stage(Shape shape, int depth) {
    if (depth > 0 && choices.chance(0.3)) {
      for (int attempt = 0; attempt < 4; attempt++) {
        Optional<Piece> piece = checked(composed(shape, depth), shape);
        if (piece.isPresent()) {
          return piece.get();
        }
      }
    }
    Piece layer = layer(shape);
    return choices.chance(0.15) && !layer.text().contains("->")
        ? new Piece(name("c") + ": " + layer.text(), layer.shape())
        : layer;
  }

  private String composed(Shape shape, int depth) {
    String inner = chain(shape, 2, depth - 1).text();
    return switch (choices.between(0, 6)) {
      case 0 -> name("block") + " { " + inner + " }";
      case 1 -> "repeat(" + choices.between(0, 2) + ") { " + keeping(shape).text() + " }";
      case 2 -> def(shape);
      case 3 -> concat(shape, depth);
      case 4 -> "( " + inner + " )";
      default -> arithmetic(shape, depth);
    };
  }

  private String concat(Shape shape, int depth) {
    String first = choices.chance(0.4) ? "identity" : keeping(shape).text();
    String more = choices.chance(0.3) ? ", " + keeping(shape).text() : "";
    String last =
        shape.rank() == 3 && choices.chance(0.6)
            ? "conv(" + choices.size(7) + ", 1)"
            : chain(shape, 1, depth - 1).text();
    return "[ " + first + more + ", " + last + " ]";
  }

  private String arithmetic(Shape shape, int depth) {
    String operator = choices.of("+", "+", "-", "*", "/");
    String left = choices.chance(0.5) ? "identity" : keeping(shape).text();
    String right = choices.chance(0.5) ? keeping(shape).text() : narrowed(shape, depth);
    if (operator.equals("/")) {
      right += " -> sigmoid";
    }
    String third = choices.chance(0.2) && !operator.equals("/") ? " " + operator + " identity" : "";
    return "( " + left + " " + operator + " " + right + third + " )";
  }

  /** A chain whose result may broadcast against what arrives. */
  private String narrowed(Shape shape, int depth) {
    if (shape.rank() == 3) {
      return choices.of(
          "globalavgpool",
          "globalavgpool -> conv(" + shape.size(0) + ", 1) -> sigmoid",
          "adaptiveavgpool((1, none))",
          "adaptivemaxpool((none, 1))",
          "conv(1, 1)");
    }
    return shape.rank() <= 2 && choices.chance(0.6)
        ? "linear(1)"
        : chain(shape, 1, depth - 1).text();
  }

  private String def(Shape shape) {
    String name = name("part");
    boolean image = shape.rank() == 3;
    String body =
        image
            ? "conv(out, 3, pad=1) -> "
                + choices.of(
                    "batchnorm -> relu",
                    "( conv(channels, 1) + identity ) -> " + activation(),
                    "a: batchnorm -> [ identity, conv(out * 2, 1) ]")
            : "linear(out) -> " + activation();
    String use = choices.of("(%d)", "(out=%d)").formatted(choices.between(1, 9));
    if (image && choices.chance(0.3)) {
      defs.put(name, "def " + name + "(out = channels) = " + body);
      return choices.chance(0.5) ? name : name + use;
    }
    defs.put(name, "def " + name + "(out) = " + body);
    return name + use;
  }

  private String activation() {
    return choices.of("relu", "tanh", "silu", "gelu", "elu(0.7)", "prelu", "hardswish");
  }

  /** A layer that keeps the shape. */
  private Piece keeping(Shape shape) {
    for (int attempt = 0; attempt < 12; attempt++) {
      Piece piece = layer(shape);
      if (piece.shape().equals(shape)) {
        return piece;
      }
    }
    return new Piece(activation(), shape);
  }

  private Piece layer(Shape shape) {
    List<Integer> sizes = sizes(shape);
    while (true) {
      RandomLayers.Use use = choices.of(RandomLayers.ALL);
      if (sizes.size() >= use.minRank() && sizes.size() <= use.maxRank()) {
        Optional<Piece> piece = checked(use.text().apply(choices, sizes), shape);
        if (piece.isPresent()) {
          return piece.get();
        }
      }
    }
  }

  /** The piece, if the compiler takes it here and the result is neither large nor wide. */
  private Optional<Piece> checked(String text, Shape shape) {
    Optional<Shape> result = Frontend.shape(defsUsedBy(text) + "input" + shape + " -> " + text);
    return result.filter(s -> s.elements() <= MAX_ELEMENTS).map(s -> new Piece(text, s));
  }

  /** An input; that of bytes is a value of its own, since only a bare one may have a name. */
  private void defineInput(Shape shape) {
    String[] parts = input(shape).split(" -> ", 2);
    if (parts.length == 2) {
      String raw = name("raw");
      statements.add(raw + " = " + parts[0]);
      define("x", raw + " -> " + parts[1], shape);
    } else {
      define("x", parts[0], shape);
    }
  }

  /** The input of a shape as the network sees it, in some layout and type. */
  private String input(Shape shape) {
    boolean last = shape.rank() == 3 && choices.chance(0.15);
    boolean bytes = choices.chance(0.1);
    int[] sizes = shape.sizes();
    String text = (last ? Shape.of(sizes[1], sizes[2], sizes[0]) : shape).toString();
    return "input"
        + text.substring(0, text.length() - 1)
        + (last ? ", layout=nhwc" : "")
        + (bytes ? ", type=uint8" : "")
        + ")"
        + (bytes ? " -> normalize(127.5, 64)" : "");
  }

  private Shape inputShape() {
    double kind = choices.between(0, 99);
    if (kind < 62) {
      int limit = choices.chance(0.1) ? 40 : 15;
      return Shape.of(choices.size(9), choices.size(14), choices.size(limit));
    }
    if (kind < 76) {
      return Shape.of(choices.size(9), choices.size(40));
    }
    if (kind < 90) {
      return Shape.of(choices.size(70));
    }
    int[] sizes = new int[choices.between(4, 6)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = choices.size(5);
    }
    return Shape.of(sizes);
  }

  private String name(String prefix) {
    return prefix + names++;
  }

  private static List<Integer> sizes(Shape shape) {
    List<Integer> sizes = new ArrayList<>();
    for (int size : shape.sizes()) {
      sizes.add(size);
    }
    return sizes;
  }
}
