package dev.lamina.runtime;

import java.util.List;

/**
 * A tensor of a weights file.
 *
 * @param name its {@code state_dict} name
 * @param dtype the type of its elements in the file
 * @param shape its sizes, outermost first; empty for a single value
 */
public record TensorInfo(String name, DType dtype, List<Long> shape) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** How many elements it has. */
  public long elements() {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  /** How many bytes it takes in the file. */
  public long bytes() {
    return Math.multiplyExact(elements(), dtype.bits()) / 8;
  }
}
