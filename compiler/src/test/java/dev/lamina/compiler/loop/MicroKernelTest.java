package dev.lamina.compiler.loop;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.splat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MicroKernelTest {
  private static final Array X = new Array("x", Array.Kind.FLOATS);
  private static final Array Y = new Array("y", Array.Kind.FLOATS);
  private static final Local FROM = new Local("from", Type.INDEX);
  private static final Local TO = new Local("to", Type.INDEX);

  /** {@code acc = x[i]; acc = acc + x[i + distance]; y[i] = acc}. */
  private static Stmt.Micro micro(String prefix, Local i, int distance) {
    Local acc = new Local(prefix + "acc", Type.FLOAT);
    return new Stmt.Micro(
        "pair",
        List.of(
            new Stmt.Comment(prefix),
            new Stmt.Let(acc, load(X, i)),
            new Stmt.Fence(),
            new Stmt.Set(acc, add(acc, load(X, add(i, index(distance))))),
            new Stmt.Store(Y, i, acc)));
  }

  @Test
  void whatItReadsOfItsSurroundingsBecomesParameters() {
    Local i = new Local("i", Type.INDEX);
    MicroKernel lifted = MicroKernel.of(micro("", i, 1));
    assertEquals(List.of(X, Y), lifted.arrays());
    assertEquals(List.of(i), lifted.locals());
    assertEquals(2, lifted.kernel().arrays().size());
    assertEquals(1, lifted.kernel().ints().size());
  }

  @Test
  void namesAndCommentsMakeNoDifference() {
    MicroKernel a = MicroKernel.of(micro("a", new Local("i", Type.INDEX), 1));
    MicroKernel b = MicroKernel.of(micro("b", new Local("column", Type.INDEX), 1));
    MicroKernel c = MicroKernel.of(micro("a", new Local("i", Type.INDEX), 2));
    assertEquals(a.kernel(), b.kernel());
    assertNotEquals(a.kernel(), c.kernel());
  }

  @Test
  void vectorsAndOuterVariablesMayNotCrossItsBorder() {
    Local vector = new Local("vector", Type.floats(8));
    Stmt outer = new Stmt.Let(vector, splat(load(X, FROM), 8));
    Stmt reads = new Stmt.Micro("reads", List.of(new Stmt.Store(Y, FROM, vector)));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> KernelVerifier.verify(kernel(outer, reads)))
            .getMessage();
    assertTrue(message.contains("vector is a vector from outside"), message);

    Local sum = new Local("sum", Type.FLOAT);
    Stmt declares = new Stmt.Let(sum, load(X, FROM));
    Stmt assigns = new Stmt.Micro("assigns", List.of(new Stmt.Set(sum, load(X, TO))));
    assertThrows(
        IllegalArgumentException.class, () -> KernelVerifier.verify(kernel(declares, assigns)));
  }

  private static Kernel kernel(Stmt... body) {
    return new Kernel("test", List.of(X, Y), List.of(FROM, TO), List.of(body));
  }
}
