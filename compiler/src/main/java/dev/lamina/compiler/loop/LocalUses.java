package dev.lamina.compiler.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the locals of a block are for.
 *
 * @param bounds those on which the ends of innermost loops depend
 * @param outerBounds those on which the ends of other loops depend
 * @param divisors those by which something is divided
 */
public record LocalUses(Set<Local> bounds, Set<Local> outerBounds, Set<Local> divisors) {
  public LocalUses {
    bounds = Set.copyOf(bounds);
    outerBounds = Set.copyOf(outerBounds);
    divisors = Set.copyOf(divisors);
  }

  /** The uses in a block. */
  public static LocalUses of(List<Stmt> block) {
    Finder finder = new Finder();
    finder.block(block);
    return new LocalUses(finder.bounds, finder.outerBounds, finder.divisors);
  }

  private static final class Finder {
    private final Map<Local, Expr> values = new HashMap<>();
    private final Set<Local> bounds = new HashSet<>();
    private final Set<Local> outerBounds = new HashSet<>();
    private final Set<Local> divisors = new HashSet<>();

    void block(List<Stmt> block) {
      block.forEach(this::statement);
    }

    private void statement(Stmt statement) {
      if (statement instanceof Stmt.Let s) {
        values.put(s.local(), s.value());
        findDivisors(s.value());
      } else if (statement instanceof Stmt.Set s) {
        findDivisors(s.value());
      } else if (statement instanceof Stmt.Store s) {
        findDivisors(s.index());
        findDivisors(s.value());
      } else if (statement instanceof Stmt.Copy s) {
        findDivisors(s.from());
        findDivisors(s.to());
        collect(s.count(), bounds);
      } else if (statement instanceof Stmt.For s) {
        collect(s.to(), hasLoop(s.body()) ? outerBounds : bounds);
        block(s.body());
      } else if (statement instanceof Stmt.If s) {
        block(s.then());
        block(s.otherwise());
      } else if (statement instanceof Stmt.Micro s) {
        block(s.body());
      }
    }

    private static boolean hasLoop(List<Stmt> block) {
      return block.stream()
          .anyMatch(
              s ->
                  s instanceof Stmt.For
                      || s instanceof Stmt.Copy
                      || (s instanceof Stmt.Micro m && hasLoop(m.body()))
                      || (s instanceof Stmt.If i && (hasLoop(i.then()) || hasLoop(i.otherwise()))));
    }

    private void findDivisors(Expr value) {
      if (value instanceof Expr.Binary b
          && (b.op() == Expr.BinaryOp.DIV || b.op() == Expr.BinaryOp.REM)) {
        collect(b.b(), divisors);
      }
      value.operands().forEach(this::findDivisors);
    }

    private void collect(Expr value, Set<Local> locals) {
      if (value instanceof Local local && locals.add(local) && values.containsKey(local)) {
        collect(values.get(local), locals);
      }
      value.operands().forEach(operand -> collect(operand, locals));
    }
  }
}
