package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import dev.lamina.compiler.syntax.Model;
import dev.lamina.compiler.syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what chains begin with. */
final class Heads {
  private final Declarations declarations;

  Heads(Declarations declarations) {
    this.declarations = declarations;
  }

  /**
   * The first use at the head of the chain or of its branches that takes what arrives, so neither
   * an input nor a reference to a value.
   */
  Optional<Atom.Use> taking(Chain chain, Scope scope) {
    return taking(chain.stages().get(0).atom(), scope);
  }

  /** As above, of the chains inside an atom. */
  Optional<Atom.Use> taking(Atom atom, Scope scope) {
    return uses(atom).stream().filter(u -> !begins(u.name().text(), scope)).findFirst();
  }

  /** How many inputs the statements begin with. */
  long inputs(Model model) {
    return model.statements().stream()
        .filter(s -> !(s instanceof Statement.Def))
        .flatMap(s -> Declarations.chain(s).stream())
        .flatMap(c -> uses(c.stages().get(0).atom()).stream())
        .filter(u -> u.name().text().equals(Declarations.INPUT))
        .count();
  }

  private boolean begins(String name, Scope scope) {
    Statement.Def def = declarations.defs().get(name);
    boolean beginsWithInput =
        def != null
            && uses(def.body().stages().get(0).atom()).stream()
                .anyMatch(u -> u.name().text().equals(Declarations.INPUT));
    return name.equals(Declarations.INPUT)
        || declarations.isUnclear(name)
        || (scope.isFile() && declarations.isValue(name))
        || beginsWithInput;
  }

  /** The uses at the head of an atom, one a branch. */
  private static List<Atom.Use> uses(Atom atom) {
    if (atom instanceof Atom.Use use) {
      return List.of(use);
    } else if (atom instanceof Atom.Block block) {
      return uses(List.of(block.body()));
    } else if (atom instanceof Atom.Repeat repeat) {
      return uses(List.of(repeat.body()));
    } else if (atom instanceof Atom.Group group) {
      return uses(group.operands());
    }
    return uses(((Atom.Concat) atom).operands());
  }

  private static List<Atom.Use> uses(List<Chain> branches) {
    List<Atom.Use> uses = new ArrayList<>();
    branches.forEach(c -> uses.addAll(uses(c.stages().get(0).atom())));
    return uses;
  }
}
