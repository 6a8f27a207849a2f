package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Stage;
import dev.lamina.compiler.syntax.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Visits the parts of a chain as written, without expanding anything. */
final class SyntaxWalk {
  private SyntaxWalk() {}

  /** Every atom, in the order of the source. */
  static void atoms(Chain chain, Consumer<Atom> visitor) {
    for (Stage stage : chain.stages()) {
      visitor.accept(stage.atom());
      inner(stage.atom()).forEach(c -> atoms(c, visitor));
    }
  }

  /** The chains inside an atom. */
  private static List<Chain> inner(Atom atom) {
    if (atom instanceof Atom.Block block) {
      return List.of(block.body());
    } else if (atom instanceof Atom.Repeat repeat) {
      return List.of(repeat.body());
    } else if (atom instanceof Atom.Group group) {
      return group.operands();
    } else if (atom instanceof Atom.Concat concat) {
      return concat.operands();
    }
    return List.of();
  }

  /** Every name in the arguments of a chain's stages. */
  static void names(Chain chain, Consumer<String> visitor) {
    atoms(
        chain,
        atom -> {
          if (atom instanceof Atom.Use use) {
            use.arguments().orElse(List.of()).stream()
                .map(Argument::value)
                .forEach(v -> names(v, visitor));
          } else if (atom instanceof Atom.Repeat repeat) {
            names(repeat.count(), visitor);
          }
        });
  }

  /** Every name in a value. */
  static void names(Value value, Consumer<String> visitor) {
    if (value instanceof Value.Scalar scalar) {
      names(scalar.expression(), visitor);
    } else if (value instanceof Value.Tuple tuple) {
      tuple.elements().forEach(e -> names(e, visitor));
    }
  }

  private static void names(Expression expression, Consumer<String> visitor) {
    Deque<Expression> pending = new ArrayDeque<>(List.of(expression));
    while (!pending.isEmpty()) {
      Expression e = pending.pop();
      if (e instanceof Expression.Reference r) {
        visitor.accept(r.name());
      } else if (e instanceof Expression.Negate n) {
        pending.push(n.operand());
      } else if (e instanceof Expression.Binary b) {
        pending.push(b.right());
        pending.push(b.left());
      }
    }
  }
}
