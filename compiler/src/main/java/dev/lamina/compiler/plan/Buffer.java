package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;

/**
 * A value, or working space, in memory that has not been assigned yet. Buffers of the same storage
 * are views of the same floats.
 *
 * @param storage what is assigned memory
 * @param offset where the first sample begins in the storage
 * @param floats how far apart consecutive samples are
 * @param shape a sample's shape
 * @param layout where a sample's elements lie
 */
public record Buffer(int storage, int offset, int floats, Shape shape, Layout layout)
    implements Reference {
  /** A storage of its own. */
  static Buffer of(int storage, Shape shape, Layout layout) {
    return new Buffer(storage, 0, layout.floats(shape), shape, layout);
  }

  /** The same place in another storage. */
  Buffer in(int storage) {
    return new Buffer(storage, offset, floats, shape, layout);
  }

  /** The same floats under another shape and layout. */
  Buffer as(Shape shape, Layout layout) {
    return new Buffer(storage, offset, floats, shape, layout);
  }

  /** Blocks of channels of this value from {@code block} on, as a value of its own. */
  Buffer part(int block, Shape shape) {
    int blockStride = ((Layout.Blocked) layout).blockStride(this.shape);
    return new Buffer(storage, offset + block * blockStride, floats, shape, layout);
  }
}
