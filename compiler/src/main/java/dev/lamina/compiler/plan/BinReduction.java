package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;

import dev.lamina.compiler.layer.AdaptiveAvgPool;
import dev.lamina.compiler.layer.AdaptiveMaxPool;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.LpPool;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.scalar.Scalar;
import java.util.Optional;

/** What a pool makes of the elements of its bins, and which bins it has. */
sealed interface BinReduction {
  /** The pool's, if it is one over bins. */
  static Optional<BinReduction> of(Layer layer) {
    if (layer instanceof AdaptiveAvgPool pool) {
      return Optional.of(new Mean(pool.size()));
    }
    if (layer instanceof AdaptiveMaxPool pool) {
      return Optional.of(new Largest(pool.size()));
    }
    if (layer instanceof LpPool pool) {
      return Optional.of(new Norm(pool.norm(), pool.window()));
    }
    return Optional.empty();
  }

  /** The bins over {@code size} rows. */
  Bins rows(int size);

  /** The bins over {@code size} columns. */
  Bins columns(int size);

  /** What an empty bin holds. */
  float identity();

  /** The bin with one element more. */
  Expr combine(KernelWriter k, Expr total, Expr element);

  /** The result of a bin of {@code area} elements. */
  Expr finish(KernelWriter k, Expr total, Expr area);

  /** Bins that cover a dimension, as torch's adaptive pools lay them. */
  private static Bins adaptive(int count, int size) {
    return new Bins(
        count,
        i -> (int) ((long) i * size / count),
        i -> (int) (((i + 1L) * size + count - 1) / count));
  }

  /** The mean. */
  record Mean(Pair size) implements BinReduction {
    @Override
    public Bins rows(int in) {
      return adaptive(size.height(), in);
    }

    @Override
    public Bins columns(int in) {
      return adaptive(size.width(), in);
    }

    @Override
    public float identity() {
      return 0;
    }

    @Override
    public Expr combine(KernelWriter k, Expr total, Expr element) {
      return total.plus(element);
    }

    @Override
    public Expr finish(KernelWriter k, Expr total, Expr area) {
      return total.div(area);
    }
  }

  /** The largest element. */
  record Largest(Pair size) implements BinReduction {
    @Override
    public Bins rows(int in) {
      return adaptive(size.height(), in);
    }

    @Override
    public Bins columns(int in) {
      return adaptive(size.width(), in);
    }

    @Override
    public float identity() {
      return Float.NEGATIVE_INFINITY;
    }

    @Override
    public Expr combine(KernelWriter k, Expr total, Expr element) {
      return total.max(element);
    }

    @Override
    public Expr finish(KernelWriter k, Expr total, Expr area) {
      return total;
    }
  }

  /** The p-norm, from the mean of the powers as if the window were full. */
  record Norm(double p, Window window) implements BinReduction {
    @Override
    public Bins rows(int in) {
      int stride = window.stride().height();
      int kernel = window.kernel().height();
      int count = window.dimensions() == 1 ? 1 : window.rows(in);
      return new Bins(count, i -> i * stride, i -> Math.min(in, i * stride + kernel));
    }

    @Override
    public Bins columns(int in) {
      int stride = window.stride().width();
      int kernel = window.kernel().width();
      return new Bins(window.columns(in), i -> i * stride, i -> Math.min(in, i * stride + kernel));
    }

    @Override
    public float identity() {
      return 0;
    }

    @Override
    public Expr combine(KernelWriter k, Expr total, Expr element) {
      return total.plus(power(k, element, p));
    }

    @Override
    public Expr finish(KernelWriter k, Expr total, Expr area) {
      Expr full = total.div(area).times(constant((float) window.kernel().area()));
      return p == 2 ? full.sqrt() : power(k, full, 1 / p);
    }

    private static Expr power(KernelWriter k, Expr x, double p) {
      if (p == 1) {
        return x;
      }
      Expr base = k.let("x", x);
      if (p == 2) {
        return base.times(base);
      }
      Scalar power = new Scalar.Binary(Scalar.BinaryOp.POW, Scalar.x(), Scalar.of(p));
      return Functions.apply(k, power, base);
    }
  }
}
