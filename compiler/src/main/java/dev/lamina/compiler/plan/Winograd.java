package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import java.util.List;

/**
 * Winograd's minimal filtering F(4x4, 3x3): 36 multiplications for 16 results where the direct way
 * takes 144. Lavin and Gray, <a href="https://arxiv.org/abs/1509.09308">Fast Algorithms for
 * Convolutional Neural Networks</a>, 2015, with the points 0, 1, -1, 2, -2.
 */
final class Winograd {
  /** Results of a tile, along a side. */
  static final int RESULTS = 4;

  /** Inputs of a tile, and points, along a side. */
  static final int SIDE = 6;

  /** Points of a tile. */
  static final int POINTS = SIDE * SIDE;

  private static final double[][] KERNEL = {
    {1.0 / 4, 0, 0},
    {-1.0 / 6, -1.0 / 6, -1.0 / 6},
    {-1.0 / 6, 1.0 / 6, -1.0 / 6},
    {1.0 / 24, 1.0 / 12, 1.0 / 6},
    {1.0 / 24, -1.0 / 12, 1.0 / 6},
    {0, 0, 1},
  };

  private final KernelWriter k;
  private final int lanes;

  Winograd(KernelWriter k, int lanes) {
    this.k = k;
    this.lanes = lanes;
  }

  /** Takes the nine weights of a kernel, row by row, to its 36 points. */
  static double[][] kernelMatrix() {
    double[][] matrix = new double[POINTS][9];
    for (int point = 0; point < POINTS; point++) {
      for (int weight = 0; weight < 9; weight++) {
        matrix[point][weight] = KERNEL[point / SIDE][weight / 3] * KERNEL[point % SIDE][weight % 3];
      }
    }
    return matrix;
  }

  /** A column, or row, of six inputs to six points. */
  List<Expr> input(List<Expr> d) {
    Expr a = let(fma(constant(-4), d.get(2), d.get(4)));
    Expr b = let(fma(constant(-4), d.get(1), d.get(3)));
    Expr c = let(sub(d.get(4), d.get(2)));
    Expr e = let(mul(constant(2), let(sub(d.get(3), d.get(1)))));
    return List.of(
        let(fma(constant(4), d.get(0), let(fma(constant(-5), d.get(2), d.get(4))))),
        let(add(a, b)),
        let(sub(a, b)),
        let(add(c, e)),
        let(sub(c, e)),
        let(fma(constant(4), d.get(1), let(fma(constant(-5), d.get(3), d.get(5))))));
  }

  /** A column, or row, of six points to four results. */
  List<Expr> output(List<Expr> m) {
    Expr sum12 = let(add(m.get(1), m.get(2)));
    Expr difference12 = let(sub(m.get(1), m.get(2)));
    Expr sum34 = let(add(m.get(3), m.get(4)));
    Expr difference34 = let(sub(m.get(3), m.get(4)));
    return List.of(
        let(add(let(add(m.get(0), sum12)), sum34)),
        let(fma(constant(2), difference34, difference12)),
        let(fma(constant(4), sum34, sum12)),
        let(add(let(fma(constant(8), difference34, difference12)), m.get(5))));
  }

  private Expr let(Expr value) {
    return k.let("v", value);
  }

  private Expr constant(float value) {
    return Exprs.constant(value, lanes);
  }
}
