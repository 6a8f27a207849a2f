package dev.lamina.compiler.loop;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** The interpreter's locals and expressions. A value is an array of its lanes. */
final class Values {
  private final Interpreter memory;
  private final boolean fma;
  private final Map<String, Object> locals = new TreeMap<>();

  private interface FloatLanes {
    float at(int lane);
  }

  Values(Interpreter memory, boolean fma) {
    this.memory = memory;
    this.fma = fma;
  }

  void set(Local local, Object value) {
    locals.put(local.name(), value);
  }

  Object of(Expr e) {
    return e.type().kind() == Type.Kind.INT ? ints(e) : floats(e);
  }

  int integer(Expr e) {
    return ints(e)[0];
  }

  int[] ints(Expr e) {
    int lanes = e.type().lanes();
    if (e instanceof Local local) {
      return (int[]) locals.get(local.name());
    } else if (e instanceof Expr.IntConst c) {
      return eachInt(lanes, i -> c.value());
    } else if (e instanceof Expr.TableLoad load) {
      return new int[] {memory.lookup(load)};
    } else if (e instanceof Expr.Splat splat) {
      int scalar = integer(splat.scalar());
      return eachInt(lanes, i -> scalar);
    } else if (e instanceof Expr.Unary unary) {
      return intUnary(unary, lanes);
    } else if (e instanceof Expr.Binary binary) {
      int[] a = ints(binary.a());
      int[] b = ints(binary.b());
      return eachInt(lanes, i -> IntegerOps.apply(binary.op(), a[i], b[i]));
    } else if (e instanceof Expr.Select s) {
      boolean[] chosen = compare(s.comparison(), s.a(), s.b());
      int[] then = ints(s.then());
      int[] otherwise = ints(s.otherwise());
      return eachInt(lanes, i -> chosen[i] ? then[i] : otherwise[i]);
    } else if (e instanceof Expr.Shuffle s) {
      int[] a = ints(s.a());
      int[] b = ints(s.b());
      return eachInt(lanes, i -> source(s, i) < lanes ? a[source(s, i)] : b[source(s, i) - lanes]);
    } else if (e instanceof Expr.Lane lane) {
      return new int[] {ints(lane.vector())[lane.lane()]};
    }
    throw new IllegalArgumentException(ExprPrinter.print(e) + " is not an integer");
  }

  float[] floats(Expr e) {
    int lanes = e.type().lanes();
    if (e instanceof Local local) {
      return (float[]) locals.get(local.name());
    } else if (e instanceof Expr.FloatConst c) {
      return eachFloat(lanes, i -> c.value());
    } else if (e instanceof Expr.Load load) {
      return memory.load(load);
    } else if (e instanceof Expr.Splat splat) {
      float scalar = floats(splat.scalar())[0];
      return eachFloat(lanes, i -> scalar);
    } else if (e instanceof Expr.Unary unary) {
      return floatUnary(unary, lanes);
    } else if (e instanceof Expr.Binary binary) {
      float[] a = floats(binary.a());
      float[] b = floats(binary.b());
      return eachFloat(lanes, i -> FloatOps.apply(binary.op(), a[i], b[i]));
    } else if (e instanceof Expr.Fma x) {
      float[] a = floats(x.a());
      float[] b = floats(x.b());
      float[] c = floats(x.c());
      return eachFloat(lanes, i -> fma ? Math.fma(a[i], b[i], c[i]) : a[i] * b[i] + c[i]);
    } else if (e instanceof Expr.Select s) {
      boolean[] chosen = compare(s.comparison(), s.a(), s.b());
      float[] then = floats(s.then());
      float[] otherwise = floats(s.otherwise());
      return eachFloat(lanes, i -> chosen[i] ? then[i] : otherwise[i]);
    } else if (e instanceof Expr.Shuffle s) {
      float[] a = floats(s.a());
      float[] b = floats(s.b());
      return eachFloat(
          lanes, i -> source(s, i) < lanes ? a[source(s, i)] : b[source(s, i) - lanes]);
    } else if (e instanceof Expr.Lane lane) {
      return new float[] {floats(lane.vector())[lane.lane()]};
    }
    throw new IllegalArgumentException(ExprPrinter.print(e) + " is not a float");
  }

  boolean[] compare(Expr.Comparison comparison, Expr a, Expr b) {
    boolean[] result = new boolean[a.type().lanes()];
    if (a.type().kind() == Type.Kind.INT) {
      int[] left = ints(a);
      int[] right = ints(b);
      for (int i = 0; i < result.length; i++) {
        result[i] = IntegerOps.compare(comparison, left[i], right[i]);
      }
    } else {
      float[] left = floats(a);
      float[] right = floats(b);
      for (int i = 0; i < result.length; i++) {
        result[i] = FloatOps.compare(comparison, left[i], right[i]);
      }
    }
    return result;
  }

  private int[] intUnary(Expr.Unary e, int lanes) {
    if (e.op() == Expr.UnaryOp.BITS || e.op() == Expr.UnaryOp.TO_INT) {
      float[] a = floats(e.a());
      boolean bits = e.op() == Expr.UnaryOp.BITS;
      return eachInt(lanes, i -> bits ? Float.floatToRawIntBits(a[i]) : (int) a[i]);
    }
    int[] a = ints(e.a());
    return eachInt(
        lanes,
        i ->
            switch (e.op()) {
              case NEG -> -a[i];
              case ABS -> Math.abs(a[i]);
              default -> Integer.bitCount(a[i]);
            });
  }

  private float[] floatUnary(Expr.Unary e, int lanes) {
    if (e.op() == Expr.UnaryOp.FROM_BITS || e.op() == Expr.UnaryOp.TO_FLOAT) {
      int[] a = ints(e.a());
      boolean bits = e.op() == Expr.UnaryOp.FROM_BITS;
      return eachFloat(lanes, i -> bits ? Float.intBitsToFloat(a[i]) : (float) a[i]);
    }
    float[] a = floats(e.a());
    return eachFloat(
        lanes,
        i ->
            switch (e.op()) {
              case NEG -> -a[i];
              case ABS -> Math.abs(a[i]);
              default -> (float) Math.sqrt(a[i]);
            });
  }

  private static int source(Expr.Shuffle s, int lane) {
    return s.pattern().get(lane);
  }

  private static int[] eachInt(int lanes, IntUnaryOperator lane) {
    int[] result = new int[lanes];
    Arrays.setAll(result, lane);
    return result;
  }

  private static float[] eachFloat(int lanes, FloatLanes lane) {
    float[] result = new float[lanes];
    for (int i = 0; i < lanes; i++) {
      result[i] = lane.at(i);
    }
    return result;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    locals.forEach(
        (name, value) -> {
          if (value instanceof int[] lanes && lanes.length == 1) {
            text.append(text.length() == 0 ? "" : ", ").append(name).append(" = ").append(lanes[0]);
          }
        });
    return text.toString();
  }
}
