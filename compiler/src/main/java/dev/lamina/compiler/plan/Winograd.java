package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import java.util.ArrayList;
import java.util.List;

/**
 * Winograd's minimal filtering: F(4x4, 3x3) takes 36 multiplications for 16 results where the
 * direct way takes 144, F(2x2, 3x3) 16 for 36, F(6x6, 3x3) 64 for 324, F(4x4, 5x5) 64 for 400.
 * Lavin and Gray, <a href="https://arxiv.org/abs/1509.09308">Fast Algorithms for Convolutional
 * Neural Networks</a>, 2015, with as many of the points 0, 1, -1, 2, -2, 1/2, -1/2 as are needed,
 * and infinity.
 *
 * @param results of a tile along a side: 2, 4 or, of 3x3 kernels, 6
 * @param kernel the kernel's size along a side, 3 or 5
 */
record Winograd(int results, int kernel) {
  /** Results of a tile along a side, in most layers. */
  static final int RESULTS = 4;

  private static final List<Float> PAIRS = List.of(1f, 2f, 0.5f);

  /** Whether it is a convolution that the algorithm is for, whatever its kernel and channels. */
  static boolean suits(Conv conv) {
    return conv.groups() == 1
        && conv.paddingMode() == PadMode.ZEROS
        && conv.window().dimensions() == 2
        && conv.window().stride().equals(Pair.ONE)
        && conv.window().dilation().equals(Pair.ONE);
  }

  /** Inputs of a tile, and points, along a side. */
  int side() {
    return results + kernel - 1;
  }

  /** How many tiles give {@code pixels} results along a side. */
  int tiles(int pixels) {
    return (pixels + results - 1) / results;
  }

  /** Points of a tile. */
  int points() {
    return side() * side();
  }

  /** The points of which both signs are taken: all but 0 and infinity. */
  private List<Float> pairs() {
    return PAIRS.subList(0, side() / 2 - 1);
  }

  /** Takes the weights of a kernel, row by row, to its points. */
  double[][] kernelMatrix() {
    double[][] side = kernelSide();
    double[][] matrix = new double[points()][kernel * kernel];
    for (int point = 0; point < points(); point++) {
      for (int weight = 0; weight < kernel * kernel; weight++) {
        matrix[point][weight] =
            side[point / side()][weight / kernel] * side[point % side()][weight % kernel];
      }
    }
    return matrix;
  }

  /** Takes the weights of a kernel, row by row, to the points of each of its columns alone. */
  double[][] columnMatrix() {
    double[][] side = kernelSide();
    double[][] matrix = new double[side() * kernel][kernel * kernel];
    for (int point = 0; point < side(); point++) {
      for (int row = 0; row < kernel; row++) {
        for (int column = 0; column < kernel; column++) {
          matrix[point * kernel + column][row * kernel + column] = side[point][row];
        }
      }
    }
    return matrix;
  }

  /** Powers of each finite point over its distances to the others; infinity takes the last. */
  private double[][] kernelSide() {
    List<Double> points = new ArrayList<>(List.of(0.0));
    for (double p : pairs()) {
      points.add(p);
      points.add(-p);
    }
    double[][] matrix = new double[side()][kernel];
    for (int i = 0; i < points.size(); i++) {
      double distances = 1;
      for (int j = 0; j < points.size(); j++) {
        distances *= i == j ? 1 : points.get(i) - points.get(j);
      }
      for (int power = 0; power < kernel; power++) {
        matrix[i][power] = Math.pow(points.get(i), power) / distances;
      }
    }
    matrix[side() - 1][kernel - 1] = 1;
    return matrix;
  }

  /** The polynomial with the squares of these points as its roots, from the lowest power. */
  private static List<Float> polynomial(List<Float> points) {
    List<Float> result = List.of(1f);
    for (float p : points) {
      List<Float> product = new ArrayList<>();
      for (int i = 0; i <= result.size(); i++) {
        float shifted = i > 0 ? result.get(i - 1) : 0;
        float scaled = i < result.size() ? result.get(i) * p * p : 0;
        product.add(shifted - scaled);
      }
      result = product;
    }
    return result;
  }

  /** A column, or row, of inputs to points. */
  List<Expr> input(KernelWriter k, List<Expr> d) {
    List<Expr> points = new ArrayList<>();
    points.add(everyOther(k, d, 0, polynomial(pairs())));
    for (float p : pairs()) {
      List<Float> others = polynomial(pairs().stream().filter(q -> q != p).toList());
      Expr even = everyOther(k, d, 2, others);
      Expr odd = everyOther(k, d, 1, others);
      points.add(let(k, p == 1 ? add(even, odd) : fma(constant(p, odd), odd, even)));
      points.add(let(k, p == 1 ? sub(even, odd) : fma(constant(-p, odd), odd, even)));
    }
    points.add(everyOther(k, d, 1, polynomial(pairs())));
    return points;
  }

  /** Inputs {@code first}, {@code first + 2}, ... by these factors, of which the last is 1. */
  private static Expr everyOther(KernelWriter k, List<Expr> d, int first, List<Float> factors) {
    int last = factors.size() - 1;
    Expr sum = d.get(first + 2 * last);
    for (int i = last - 1; i >= 0; i--) {
      Expr input = d.get(first + 2 * i);
      sum = let(k, fma(constant(factors.get(i), input), input, sum));
    }
    return sum;
  }

  /** A column, or row, of points to results. */
  List<Expr> output(KernelWriter k, List<Expr> m) {
    List<Expr> sums = new ArrayList<>(inner(k, m.subList(1, side() - 1)));
    int last = results - 1;
    sums.set(0, let(k, add(m.get(0), sums.get(0))));
    sums.set(last, let(k, add(sums.get(last), m.get(side() - 1))));
    return sums;
  }

  /** The results without points 0 and infinity, which are added to the first and to the last. */
  List<Expr> inner(KernelWriter k, List<Expr> m) {
    List<Expr> sums = new ArrayList<>();
    List<Expr> differences = new ArrayList<>();
    for (int i = 0; i < m.size(); i += 2) {
      sums.add(let(k, add(m.get(i), m.get(i + 1))));
      differences.add(let(k, sub(m.get(i), m.get(i + 1))));
    }
    List<Expr> inner = new ArrayList<>();
    for (int power = 0; power < results; power++) {
      inner.add(powers(k, power % 2 == 0 ? sums : differences, power));
    }
    return inner;
  }

  /** The sum of {@code values}, each by the power of its point. */
  private Expr powers(KernelWriter k, List<Expr> values, int power) {
    Expr sum = values.get(0);
    for (int i = 1; i < values.size(); i++) {
      Expr value = values.get(i);
      float factor = (float) Math.pow(pairs().get(i), power);
      sum = let(k, power == 0 ? add(sum, value) : fma(constant(factor, value), value, sum));
    }
    return sum;
  }

  private static Expr let(KernelWriter k, Expr value) {
    return k.let("v", value);
  }

  /** A constant of the type of {@code like}. */
  private static Expr constant(float value, Expr like) {
    return Exprs.constant(value, like.type().lanes());
  }

  /** As the literature writes it. */
  @Override
  public String toString() {
    return "F(%dx%d, %dx%d)".formatted(results, results, kernel, kernel);
  }
}
