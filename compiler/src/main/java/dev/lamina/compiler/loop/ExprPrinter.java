package dev.lamina.compiler.loop;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Expressions as text, with no more parentheses than needed. */
final class ExprPrinter {
  private static final int LOOSEST = 0;
  private static final int TIGHTEST = 10;

  private ExprPrinter() {}

  static String print(Expr e) {
    return print(e, LOOSEST);
  }

  static String comparison(Expr.Comparison comparison, Expr a, Expr b) {
    String symbol =
        switch (comparison) {
          case LT -> "<";
          case LE -> "<=";
          case GT -> ">";
          case GE -> ">=";
          case EQ -> "==";
          case NE -> "!=";
        };
    return print(a) + " " + symbol + " " + print(b);
  }

  static String element(Array array, Expr index, int lanes) {
    return array.name() + "[" + print(index) + (lanes == 1 ? "" : "; " + lanes) + "]";
  }

  private static String print(Expr e, int context) {
    if (e instanceof Local local) {
      return local.name();
    } else if (e instanceof Expr.IntConst c) {
      return constant(Integer.toString(c.value()), c.type());
    } else if (e instanceof Expr.FloatConst c) {
      return constant(Float.toString(c.value()), c.type());
    } else if (e instanceof Expr.Load load) {
      return element(load.array(), load.index(), load.lanes());
    } else if (e instanceof Expr.TableLoad load) {
      return element(load.array(), load.index(), 1);
    } else if (e instanceof Expr.Splat splat) {
      return "splat(" + print(splat.scalar()) + ", " + splat.lanes() + ")";
    } else if (e instanceof Expr.Unary unary) {
      return call(unary.op().toString(), unary.a());
    } else if (e instanceof Expr.Binary binary) {
      return binary(binary, context);
    } else if (e instanceof Expr.Fma fma) {
      return call("fma", fma.a(), fma.b(), fma.c());
    } else if (e instanceof Expr.Select s) {
      String condition = comparison(s.comparison(), s.a(), s.b());
      return "select(" + condition + ", " + print(s.then()) + ", " + print(s.otherwise()) + ")";
    } else if (e instanceof Expr.Shuffle s) {
      return "shuffle(" + print(s.a()) + ", " + print(s.b()) + ", " + s.pattern() + ")";
    }
    Expr.Lane lane = (Expr.Lane) e;
    return print(lane.vector(), TIGHTEST) + ".lane(" + lane.lane() + ")";
  }

  private static String constant(String value, Type type) {
    return type.isVector() ? "splat(" + value + ", " + type.lanes() + ")" : value;
  }

  private static String call(String function, Expr... arguments) {
    return Arrays.stream(arguments)
        .map(ExprPrinter::print)
        .collect(Collectors.joining(", ", function.toLowerCase(Locale.ROOT) + "(", ")"));
  }

  private static String binary(Expr.Binary e, int context) {
    String symbol = symbol(e.op());
    if (symbol == null) {
      return call(e.op().toString(), e.a(), e.b());
    }
    int level = level(e.op());
    String text = print(e.a(), level) + " " + symbol + " " + print(e.b(), level + 1);
    return level < context ? "(" + text + ")" : text;
  }

  private static String symbol(Expr.BinaryOp op) {
    return switch (op) {
      case ADD -> "+";
      case SUB -> "-";
      case MUL -> "*";
      case DIV -> "/";
      case REM -> "%";
      case SHL -> "<<";
      case SHR -> ">>";
      case AND -> "&";
      case OR -> "|";
      case MIN, MAX -> null;
    };
  }

  private static int level(Expr.BinaryOp op) {
    return switch (op) {
      case MUL, DIV, REM -> 5;
      case ADD, SUB -> 4;
      case SHL, SHR -> 3;
      case AND -> 2;
      case OR -> 1;
      case MIN, MAX -> TIGHTEST;
    };
  }
}
