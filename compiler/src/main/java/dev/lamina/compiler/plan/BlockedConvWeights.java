package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of a convolution's weights and taps: groups of blocks of output channels, then taps,
 * then the group's channels. Where the input's channels fill their blocks, the taps are in the
 * order of memory: block, kernel row, kernel column, lane.
 *
 * @param conv the layer
 * @param input where the input lies, grown by the layer's padding
 * @param lanes channels of a block of the output
 * @param vectors blocks of a group
 */
record BlockedConvWeights(Conv conv, PlaneStrides input, int lanes, int vectors) {
  /** How many products make up a result. */
  int taps() {
    return Math.toIntExact(depth() * conv.window().kernel().area());
  }

  /** Input channels of a result: those of its group. */
  private int depth() {
    return conv.in() / conv.groups();
  }

  /**
   * Where the input channels of a block's group begin.
   *
   * @param block of output channels
   */
  Expr firstChannel(KernelWriter k, Expr block) {
    if (conv.groups() == 1) {
      return Exprs.index(0);
    }
    int blocks = conv.out() / conv.groups() / lanes;
    Expr group = Exprs.div(block, k.integer("group_blocks", blocks));
    return Exprs.mul(group, k.integer("x_group", input.channel(depth())));
  }

  /** Channels of a group. */
  int group() {
    return vectors * lanes;
  }

  /**
   * Floats of a tap: one a channel of the group, and zeros up to a power of two, since C2 of Java
   * 17 moves no check of bounds out of a loop where a multiple is more than a shift.
   */
  int pitch() {
    return Integer.highestOneBit(2 * vectors - 1) * lanes;
  }

  /** The order of the weights. */
  Packing packing() {
    Pair kernel = conv.window().kernel();
    int blocks = (conv.out() + group() - 1) / group();
    int area = Math.toIntExact(kernel.area());
    int inner = inner();
    Dim out = Packing.blocked(conv.out(), group(), taps() * pitch(), 1);
    Dim in =
        inner > 1
            ? new Dim(
                depth(),
                List.of(new Term(inner, 0, area * inner * pitch()), new Term(1, inner, pitch())))
            : Packing.dim(depth(), area * pitch());
    List<Dim> dims = new ArrayList<>(List.of(out, in));
    if (conv.window().dimensions() == 2) {
      dims.add(Packing.dim(kernel.height(), kernel.width() * inner * pitch()));
    }
    dims.add(Packing.dim(kernel.width(), inner * pitch()));
    return Packing.of(Math.multiplyExact(blocks, taps() * pitch()), dims);
  }

  /** The order of the bias, zeros behind it up to a whole block. */
  Packing bias() {
    int blocks = (conv.out() + lanes - 1) / lanes;
    return Packing.padded(Shape.of(conv.out()), blocks * lanes);
  }

  /** Where each tap's input lies, from the first pixel of the window. */
  List<Integer> offsets() {
    List<Integer> offsets = new ArrayList<>();
    for (int outer = 0; outer < depth(); outer += inner()) {
      for (int ky = 0; ky < conv.window().kernel().height(); ky++) {
        for (int kx = 0; kx < conv.window().kernel().width(); kx++) {
          for (int channel = outer; channel < outer + inner(); channel++) {
            offsets.add(input.channel(channel) + offset(ky, kx));
          }
        }
      }
    }
    return offsets;
  }

  /** How many consecutive channels are innermost. */
  int inner() {
    return depth() % input.lanes() == 0 ? input.lanes() : 1;
  }

  private int offset(int ky, int kx) {
    Pair dilation = conv.window().dilation();
    return ky * dilation.height() * input.rowStride() + kx * dilation.width() * input.pixelStride();
  }
}
