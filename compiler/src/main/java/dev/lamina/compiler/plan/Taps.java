package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Window;
import java.util.ArrayList;
import java.util.List;

/** The taps of a window over several channels, in the order (channel, row, column). */
final class Taps {
  private Taps() {}

  /** Where the taps of an output lie in row-major planes, from the input under the first tap. */
  static List<Integer> offsets(Window window, int channels, Planes in) {
    List<Integer> offsets = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      for (int ky = 0; ky < window.kernel().height(); ky++) {
        for (int kx = 0; kx < window.kernel().width(); kx++) {
          int row = ky * window.dilation().height();
          int column = kx * window.dilation().width();
          offsets.add(c * in.plane() + row * in.columns() + column);
        }
      }
    }
    return offsets;
  }
}
