package dev.lamina.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Expr.BinaryOp;
import dev.lamina.compiler.loop.Expr.Comparison;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Type;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorReceiversTest {
  private static final Type VECTOR = Type.floats(8);
  private final Local total = new Local("total", VECTOR);
  private final Local other = new Local("other", VECTOR);
  private final Local value = new Local("value", VECTOR);
  private final VectorReceivers receivers = new VectorReceivers(Set.of(total, other));

  @ParameterizedTest
  @EnumSource(names = {"ADD", "MUL", "MIN", "MAX"})
  void whatALoopChangesIsTheArgument(BinaryOp op) {
    assertEquals(
        new Expr.Binary(op, value, total), receivers.order(new Expr.Binary(op, total, value)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SUB", "DIV"})
  void whatDoesNotCommuteStays(BinaryOp op) {
    Expr.Binary written = new Expr.Binary(op, total, value);
    assertSame(written, receivers.order(written));
  }

  @Test
  void twoOfAKindStay() {
    Expr.Binary changed = new Expr.Binary(BinaryOp.ADD, total, other);
    assertSame(changed, receivers.order(changed));
    Expr.Binary fixed = new Expr.Binary(BinaryOp.ADD, value, total);
    assertSame(fixed, receivers.order(fixed));
  }

  @Test
  void factorsOfAnFmaTurn() {
    assertEquals(
        new Expr.Fma(value, total, other), receivers.order(new Expr.Fma(total, value, other)));
  }

  @ParameterizedTest
  @CsvSource({"LT, GT", "LE, GE", "GT, LT", "GE, LE", "EQ, EQ", "NE, NE"})
  void comparisonsAreMirrored(Comparison written, Comparison turned) {
    assertEquals(
        new Expr.Select(turned, value, total, value, total),
        receivers.order(new Expr.Select(written, total, value, value, total)));
  }
}
