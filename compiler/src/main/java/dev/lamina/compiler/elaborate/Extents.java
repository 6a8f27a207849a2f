package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Stage;
import dev.lamina.compiler.syntax.Statement;
import dev.lamina.compiler.syntax.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells how much chains become before they are written out, each def looked at once. A repeat whose
 * count is not known yet counts as none.
 */
final class Extents {
  private final Declarations declarations;
  private final Map<String, Extent> ofDefs = new HashMap<>();

  Extents(Declarations declarations) {
    this.declarations = declarations;
    declarations.defsInOrder().forEach(d -> ofDefs.put(d.name().text(), of(d)));
  }

  private Extent of(Statement.Def def) {
    return declarations.isBroken(def.name().text())
        ? Extent.NONE
        : of(def.body(), new Scope(Optional.of(def), Map.of()));
  }

  /** Of a chain, where the parameters of {@code scope} are known. */
  Extent of(Chain chain, Scope scope) {
    Extent sum = Extent.NONE;
    for (Stage stage : chain.stages()) {
      sum = sum.plus(of(stage.atom(), scope));
    }
    return sum;
  }

  /** Of a stage. */
  Extent of(Atom atom, Scope scope) {
    if (atom instanceof Atom.Use use) {
      return of(use);
    } else if (atom instanceof Atom.Repeat repeat) {
      long rounds = rounds(repeat.count(), scope);
      Extent body = rounds == 0 ? Extent.NONE : of(repeat.body(), scope);
      return body.times(rounds).plus(new Extent(0, 1));
    } else if (atom instanceof Atom.Block block) {
      return of(block.body(), scope).plus(new Extent(1, 1));
    } else if (atom instanceof Atom.Group group) {
      int own = group.operators().isEmpty() ? 0 : 1;
      return of(group.operands(), scope).plus(new Extent(own, 1));
    }
    return of(((Atom.Concat) atom).operands(), scope).plus(new Extent(1, 1));
  }

  private Extent of(List<Chain> chains, Scope scope) {
    return chains.stream().map(c -> of(c, scope)).reduce(Extent.NONE, Extent::plus);
  }

  private Extent of(Atom.Use use) {
    String name = use.name().text();
    boolean nameless =
        name.equals(Declarations.INPUT)
            || declarations.isValue(name)
            || declarations.isUnclear(name);
    return new Extent(nameless ? 0 : 1, 1).plus(ofDefs.getOrDefault(name, Extent.NONE));
  }

  private static long rounds(Expression count, Scope scope) {
    Reporter unheard = new Reporter(new Diagnostics());
    Optional<ArgumentValue> value =
        new Expressions(scope, Optional.empty(), unheard)
            .evaluate(new Value.Scalar(count.span(), count));
    return value.isPresent() && value.get() instanceof ArgumentValue.Int i
        ? Math.max(0, i.value())
        : 0;
  }
}
