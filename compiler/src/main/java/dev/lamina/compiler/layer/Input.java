package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An input of the network as it lies in the caller's array; the only layer that takes nothing.
 * Where the network sees it otherwise, an {@link InputConversion} follows.
 *
 * @param shape its shape in the caller's array, without the batch
 * @param order the order of its dimensions
 * @param element what its elements are
 */
public record Input(Shape shape, Order order, Element element) implements Layer {
  /** The order of an input's dimensions. */
  public enum Order {
    /** Channels first, as in the network. */
    NCHW,
    /** Height, width, channels: as images lie in most libraries. */
    NHWC;

    /** The word in the source. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What the elements of an input are. */
  public enum Element {
    FLOAT32,
    /** Bytes, taken as 0 to 255. */
    UINT8;

    /** The word in the source. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that the network sees as it lies in the array. */
  public Input(Shape shape) {
    this(shape, Order.NCHW, Element.FLOAT32);
  }

  /** Whether the caller passes bytes. */
  public boolean isBytes() {
    return element == Element.UINT8;
  }

  /** Whether the network sees it as it lies in the array. */
  public boolean isPlain() {
    return order == Order.NCHW && element == Element.FLOAT32;
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    return shape;
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    throw new UnsupportedOperationException("an input has no evaluation");
  }

  @Override
  public String toString() {
    String sizes = shape.toString();
    return "input"
        + sizes.substring(0, sizes.length() - 1)
        + (order == Order.NCHW ? "" : ", layout=" + order.word())
        + (element == Element.FLOAT32 ? "" : ", type=" + element.word())
        + ")";
  }
}
