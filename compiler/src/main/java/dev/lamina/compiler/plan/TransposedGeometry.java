package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * One dimension of a transposed convolution seen from its result: place x takes the kernel's taps k
 * for which {@code x + padding - k * dilation} is a multiple of the stride, from the input's place
 * that many strides.
 */
record TransposedGeometry(int in, int out, int kernel, int stride, int padding, int dilation) {
  /** The places, modulo the stride, that take a tap. */
  int phase(int tap) {
    return Math.floorMod(tap * dilation - padding, stride);
  }

  /** For place {@code phase(tap) + t * stride} the tap takes the input at {@code t} plus this. */
  int shift(int tap) {
    return (phase(tap) + padding - tap * dilation) / stride;
  }

  /** How many zeros are read before the input. */
  int before() {
    int before = 0;
    for (int k = 0; k < kernel; k++) {
      before = Math.max(before, -shift(k));
    }
    return before;
  }

  /** How many zeros are read behind the input. */
  int behind() {
    int last = (out + stride - 1) / stride - 1;
    int behind = 0;
    for (int k = 0; k < kernel; k++) {
      behind = Math.max(behind, last + shift(k) - (in - 1));
    }
    return behind;
  }

  /** A tap and the place of the input it is applied to. */
  record Tap(int kernel, int input) {}

  /** The taps whose input exists, for each place. */
  List<List<Tap>> taps() {
    List<List<Tap>> taps = new ArrayList<>();
    for (int x = 0; x < out; x++) {
      List<Tap> here = new ArrayList<>();
      for (int k = 0; k < kernel; k++) {
        int at = x + padding - k * dilation;
        if (at % stride == 0 && at >= 0 && at / stride < in) {
          here.add(new Tap(k, at / stride));
        }
      }
      taps.add(here);
    }
    return taps;
  }
}
