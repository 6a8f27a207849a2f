package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import java.util.List;
import java.util.Optional;

/** Finds what chains begin with. */
final class Heads {
  private final Declarations declarations;

  Heads(Declarations declarations) {
    this.declarations = declarations;
  }

  /** The first head that takes what arrives, so neither an input nor a reference to a value. */
  Optional<Span> taking(Chain chain, Scope scope) {
    return taking(chain.stages().get(0).atom(), scope);
  }

  Optional<Span> taking(Atom atom, Scope scope) {
    if (atom instanceof Atom.Use use) {
      String name = use.name().text();
      boolean begins =
          name.equals(Declarations.INPUT) || (scope.isFile() && declarations.isValue(name));
      return begins ? Optional.empty() : Optional.of(use.span());
    } else if (atom instanceof Atom.Block block) {
      return taking(block.body(), scope);
    } else if (atom instanceof Atom.Repeat repeat) {
      return taking(repeat.body(), scope);
    } else if (atom instanceof Atom.Group group) {
      return first(group.operands(), scope);
    }
    return first(((Atom.Concat) atom).operands(), scope);
  }

  private Optional<Span> first(List<Chain> branches, Scope scope) {
    return branches.stream().flatMap(c -> taking(c, scope).stream()).findFirst();
  }
}
