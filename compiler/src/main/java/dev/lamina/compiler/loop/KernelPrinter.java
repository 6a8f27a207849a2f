package dev.lamina.compiler.loop;

import java.util.List;
import java.util.stream.Collectors;

/** Prints a kernel as a listing that reads like source. */
public final class KernelPrinter {
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private KernelPrinter() {}

  /** The listing of {@code kernel}. */
  public static String print(Kernel kernel) {
    KernelPrinter printer = new KernelPrinter();
    printer.kernel(kernel);
    return printer.out.toString();
  }

  /** {@code e} as it appears in listings. */
  public static String print(Expr e) {
    return ExprPrinter.print(e);
  }

  private void kernel(Kernel kernel) {
    String arrays =
        kernel.arrays().stream().map(KernelPrinter::parameter).collect(Collectors.joining(", "));
    String ints = kernel.ints().stream().map(Local::name).collect(Collectors.joining(", "));
    line("kernel " + kernel.name() + "(" + arrays + (arrays.isEmpty() ? "" : "; ") + ints + ") {");
    block(kernel.body());
    line("}");
  }

  private static String parameter(Array array) {
    return array.name()
        + ": "
        + switch (array.kind()) {
          case FLOATS, ROW -> "f32[]";
          case BYTES -> "u8[]";
          case TABLE -> "i32[]";
          case ROWS -> "f32[][]";
        };
  }

  private void block(List<Stmt> statements) {
    depth++;
    statements.forEach(this::statement);
    depth--;
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Let s) {
      line(s.local().name() + ": " + s.local().type() + " = " + print(s.value()));
    } else if (statement instanceof Stmt.Set s) {
      line(s.local().name() + " = " + print(s.value()));
    } else if (statement instanceof Stmt.Store s) {
      int lanes = s.value().type().lanes();
      line(ExprPrinter.element(s.array(), s.index(), lanes) + " = " + print(s.value()));
    } else if (statement instanceof Stmt.Copy s) {
      copy(s);
    } else if (statement instanceof Stmt.Row s) {
      line(s.row().name() + " = " + s.rows().name() + "[" + print(s.index()) + "]");
    } else if (statement instanceof Stmt.For s) {
      loop(s);
    } else if (statement instanceof Stmt.If s) {
      condition(s);
    } else if (statement instanceof Stmt.Micro s) {
      line("micro " + s.name() + " {");
      block(s.body());
      line("}");
    } else if (statement instanceof Stmt.Cut s) {
      line("cut " + ExprPrinter.comparison(Expr.Comparison.EQ, s.a(), s.b()));
    } else if (statement instanceof Stmt.Fence) {
      line("fence");
    } else if (statement instanceof Stmt.Comment s) {
      line("// " + s.text());
    }
  }

  private void copy(Stmt.Copy s) {
    String target = ExprPrinter.element(s.target(), s.to(), 1);
    String source = ExprPrinter.element(s.source(), s.from(), 1);
    line("copy " + print(s.count()) + " from " + source + " to " + target);
  }

  private void loop(Stmt.For s) {
    String step = s.step() == 1 ? "" : " step " + s.step();
    line(
        "for "
            + s.variable().name()
            + " in "
            + print(s.from())
            + " .. "
            + print(s.to())
            + step
            + " {");
    block(s.body());
    line("}");
  }

  private void condition(Stmt.If s) {
    line("if " + ExprPrinter.comparison(s.comparison(), s.a(), s.b()) + " {");
    block(s.then());
    if (!s.otherwise().isEmpty()) {
      line("} else {");
      block(s.otherwise());
    }
    line("}");
  }

  private void line(String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
