package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;

/**
 * A sample's channels as planes of pixels, in whichever layout: where a channel, row and column
 * lies.
 *
 * @param buffer the memory
 * @param origin where channel 0, row 0, column 0 lies in a sample
 * @param lanes how many channels stand side by side
 * @param blockStride how far apart blocks of {@code lanes} channels are
 * @param rowStride how far apart rows are
 * @param pixelStride how far apart columns are
 */
record PlaneStrides(
    Buffer buffer, int origin, int lanes, int blockStride, int rowStride, int pixelStride) {

  /** Those of a buffer in either layout. */
  static PlaneStrides of(Buffer buffer) {
    return buffer.layout() instanceof Layout.Blocked ? blocked(buffer) : rowMajor(buffer);
  }

  /** Those of a buffer in blocked layout; its border lies around them. */
  static PlaneStrides blocked(Buffer buffer) {
    Layout.Blocked layout = (Layout.Blocked) buffer.layout();
    Shape shape = buffer.shape();
    return new PlaneStrides(
        buffer,
        layout.origin(shape),
        layout.lanes(),
        layout.blockStride(shape),
        layout.rowStride(shape),
        layout.lanes());
  }

  /** Those of a row-major buffer. */
  static PlaneStrides rowMajor(Buffer buffer) {
    Shape shape = buffer.shape();
    int columns = shape.size(-1);
    return new PlaneStrides(buffer, 0, 1, Window.rowsOf(shape) * columns, columns, 1);
  }

  /** The same memory with its first pixel that much further up and to the left. */
  PlaneStrides grown(Margins margins) {
    int shift = margins.top() * rowStride + margins.left() * pixelStride;
    return new PlaneStrides(buffer, origin - shift, lanes, blockStride, rowStride, pixelStride);
  }

  /** Where a channel lies, from the origin. */
  int channel(int channel) {
    return channel / lanes * blockStride + channel % lanes;
  }
}
