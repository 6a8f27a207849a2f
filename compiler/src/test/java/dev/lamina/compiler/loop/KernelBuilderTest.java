package dev.lamina.compiler.loop;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class KernelBuilderTest {
  private static final Local I = new Local("i", Type.INDEX);
  private static final Local J = new Local("j", Type.INDEX);
  private static final Local F = new Local("f", Type.FLOAT);
  private static final Local V = new Local("v", Type.floats(8));

  @Test
  void listingReadsLikeSource() {
    assertEquals(
        """
        kernel product(x: f32[], w: f32[], y: f32[]; from, to) {
          for block in from .. to {
            acc: f32x8 = splat(0.0, 8)
            for i in 0 .. 5 {
              acc = fma(w[(block * 5 + i) * 8; 8], splat(x[i], 8), acc)
            }
            y[block * 8; 8] = max(acc, splat(0.0, 8))
          }
        }
        """,
        KernelPrinter.print(Examples.product(5, 8)));
    assertEquals(
        """
        kernel gather(rows: f32[][], table: i32[], out: f32[]; from, to) {
          for r in from .. to {
            source: i32 = table[r]
            if source >= 0 {
              row = rows[source]
              for i in 0 .. 4 {
                out[r * 4 + i] = row[i]
              }
            }
          }
        }
        """,
        KernelPrinter.print(Examples.gather(4)));
  }

  @Test
  void equalKernelsAreEqual() {
    assertEquals(Examples.product(5, 8), Examples.product(5, 8));
  }

  @Test
  void foldsIntegers() {
    assertPrints("7", i -> index(3).plus(4));
    assertPrints("i + 3", i -> i.plus(1).plus(2));
    assertPrints("i", i -> i.plus(1).minus(1));
    assertPrints("i + j + 5", i -> i.plus(5).plus(J));
    assertPrints("i + j + 5", i -> i.plus(J.plus(5)));
    assertPrints("i * 6", i -> i.times(2).times(3));
    assertPrints("i * 3 + 6", i -> i.plus(2).times(3));
    assertPrints("i * 3", i -> index(3).times(i));
    assertPrints("0", i -> i.times(0));
    assertPrints("i", i -> i.times(1).div(1).shl(0).min(i));
    assertPrints("0", i -> i.rem(1));
    assertPrints("i - j", i -> i.minus(J));
    assertPrints("(i + j) * 2", i -> i.plus(J).times(2));
    assertPrints("i / 2 % 3", i -> i.div(2).rem(3));
    assertPrints("i % (j / 3)", i -> i.rem(J.div(3)));
    assertPrints("i & 7 | j << 2", i -> i.and(7).or(J.shl(2)));
    assertPrints("1 / 0", i -> index(1).div(0));
    assertPrints("0.0 + 0.0", i -> constant(0f).plus(constant(0f)));
    assertPrints("bits(v).lane(3)", i -> V.bits().lane(3));
  }

  private static void assertPrints(String expected, Function<Expr, Expr> expression) {
    assertEquals(expected, KernelPrinter.print(expression.apply(I)));
  }

  @Test
  void refusesWrongTypes() {
    assertRefused("ADD of f32 and f32x8", () -> F.plus(V));
    assertRefused("the left side of REM has type f32, not i32", () -> F.rem(F));
    assertRefused("the operand of SQRT has type i32, not f32", I::sqrt);
    assertRefused("an integer constant has type f32, not i32", () -> F.plus(1));
    assertRefused("lane 8 of f32x8", () -> V.lane(8));
    assertRefused("3 lanes", () -> Exprs.splat(F, 3));
    assertRefused("left side of integer DIV is a vector", () -> V.bits().div(2));
    Array table = new Array("t", Array.Kind.TABLE);
    assertRefused("a load uses t, which is TABLE", () -> load(table, I));
    assertRefused("shuffle of 8 lanes", () -> Exprs.shuffle(V, V, List.of(0, 1)));
  }

  @Test
  void refusesWrongScopes() {
    KernelBuilder k = new KernelBuilder("bad");
    Expr[] leaked = new Expr[1];
    k.loop("i", 3, i -> leaked[0] = k.let("twice", i.times(2)));
    k.let("again", leaked[0]);
    assertRefused("kernel bad: twice is used where it is not declared\nkernel bad(", k::build);

    KernelBuilder assigned = new KernelBuilder("assigned");
    Local value = (Local) assigned.let("value", assigned.from().plus(1));
    assertRefused("value is not a variable", () -> assigned.set(value, index(1)));

    Kernel stray =
        new Kernel(
            "stray",
            List.of(),
            List.of(new Local("from", Type.INDEX), new Local("to", Type.INDEX)),
            List.of(new Stmt.Set(new Local("to", Type.INDEX), index(1))));
    assertRefused("to must not be assigned", () -> KernelVerifier.verify(stray));

    Kernel cut =
        new Kernel(
            "cut",
            List.of(),
            List.of(new Local("from", Type.INDEX), new Local("to", Type.INDEX)),
            List.of(new Stmt.Cut(new Local("from", Type.INDEX), index(1))));
    assertRefused("a cut outside of loops", () -> KernelVerifier.verify(cut));
  }

  @Test
  void namesAreUnique() {
    KernelBuilder k = new KernelBuilder("names");
    Local first = k.variable("acc", index(0));
    Local second = k.variable("acc", index(0));
    k.set(first, second);
    assertEquals("acc", first.name());
    assertEquals("acc_1", second.name());
    k.build();
  }

  private static void assertRefused(String message, Executable action) {
    String actual = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(actual.contains(message), actual);
  }
}
