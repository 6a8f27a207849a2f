package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.syntax.Statement;
import java.util.Map;
import java.util.Optional;

/**
 * What names mean in the arguments of a chain.
 *
 * @param def the def whose body the chain is, absent in the file
 * @param parameters the values of its parameters; empty ones could not be computed
 */
record Scope(Optional<Statement.Def> def, Map<String, Optional<ArgumentValue>> parameters) {
  static final Scope FILE = new Scope(Optional.empty(), Map.of());

  boolean isFile() {
    return def.isEmpty();
  }
}
