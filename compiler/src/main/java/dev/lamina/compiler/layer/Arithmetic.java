package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ( a + b + ... )}: two or more operands, taken from the left, element by element. In every
 * dimension sizes are equal or 1; a size of 1 is repeated.
 *
 * @param op the operator
 */
public record Arithmetic(Operator op) implements Layer {
  /** The operators of groups. */
  public enum Operator {
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** As written in {@code .nn}. */
    public String symbol() {
      return symbol;
    }

    /** Applied to two elements. */
    public float apply(float a, float b) {
      return switch (this) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case DIV -> a / b;
      };
    }
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    return inputs.stream().reduce(this::broadcast).orElseThrow();
  }

  private Shape broadcast(Shape a, Shape b) {
    if (a.rank() != b.rank()) {
      throw mismatch(a, b, "the operands of `%s` need the same number of dimensions");
    }
    Shape result = a;
    for (int d = 0; d < a.rank(); d++) {
      if (a.size(d) == 1) {
        result = result.with(d, b.size(d));
      } else if (b.size(d) != 1 && a.size(d) != b.size(d)) {
        throw mismatch(a, b, "the operands of `%s` need the same size, or 1, in every dimension");
      }
    }
    return result;
  }

  private ShapeException mismatch(Shape a, Shape b, String rule) {
    String expected = String.format(Locale.ROOT, rule, op.symbol);
    return new ShapeException(expected + ", but " + a + " and " + b + " arrive");
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    return inputs.stream().reduce(this::combine).orElseThrow();
  }

  private Tensor combine(Tensor a, Tensor b) {
    Tensor result = Tensor.zeros(broadcast(a.shape(), b.shape()));
    float[] data = result.data();
    for (int i = 0; i < data.length; i++) {
      float left = a.data()[sourceIndex(i, result.shape(), a.shape())];
      float right = b.data()[sourceIndex(i, result.shape(), b.shape())];
      data[i] = op.apply(left, right);
    }
    return result;
  }

  /** Where the element that is repeated to place {@code index} of {@code result} stands. */
  private static int sourceIndex(int index, Shape result, Shape operand) {
    int source = 0;
    int stride = 1;
    int rest = index;
    for (int d = result.rank() - 1; d >= 0; d--) {
      int at = rest % result.size(d);
      rest /= result.size(d);
      source += operand.size(d) == 1 ? 0 : at * stride;
      stride *= operand.size(d);
    }
    return source;
  }

  @Override
  public String toString() {
    return op.symbol;
  }
}
