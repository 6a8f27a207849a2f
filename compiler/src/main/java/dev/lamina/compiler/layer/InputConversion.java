package dev.lamina.compiler.layer;

import java.util.List;

/**
 * From an input as it lies in the caller's array to the floats, channels first, that the network
 * works on. It is not written in the source: it belongs to the {@link Input}.
 *
 * @param order how the input's dimensions stand
 * @param element what its elements are
 */
public record InputConversion(Input.Order order, Input.Element element) implements Gather {
  /** Of an input. */
  public static InputConversion of(Input input) {
    return new InputConversion(input.order(), input.element());
  }

  /** Whether channels must be brought to the front. */
  public boolean permutes() {
    return order == Input.Order.NHWC;
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    return permutes() ? Shape.of(in.size(2), in.size(0), in.size(1)) : in;
  }

  @Override
  public int source(Shape in, int outIndex) {
    if (!permutes()) {
      return outIndex;
    }
    int plane = in.size(0) * in.size(1);
    return outIndex % plane * in.size(2) + outIndex / plane;
  }

  /** What it makes of the input, such as {@code nchw float32}. */
  @Override
  public String toString() {
    String layout = permutes() ? Input.Order.NCHW.word() : "";
    String type = element == Input.Element.FLOAT32 ? "" : Input.Element.FLOAT32.word();
    return (layout + " " + type).trim();
  }
}
