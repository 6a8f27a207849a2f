package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A statement of a {@code .nn} file. */
public sealed interface Statement {
  /** The whole statement. */
  Span span();

  /** {@code network com.acme.LeNet}; {@code name} is the dotted name. */
  record NetworkName(Span span, List<Name> name) implements Statement {
    public NetworkName {
      name = List.copyOf(name);
    }
  }

  /** {@code def basic(out, stride = 1) = chain}. */
  record Def(Span span, Name name, List<Param> params, Chain body) implements Statement {
    public Def {
      params = List.copyOf(params);
    }
  }

  /** A parameter of a def, perhaps with a default. */
  record Param(Name name, Optional<Value> defaultValue) {}

  /** {@code weights "file.safetensors"}. */
  record Weights(Span span, Value.Text file) implements Statement {}

  /** {@code name = chain}. */
  record Named(Span span, Name name, Chain chain) implements Statement {}

  /** {@code output name = chain}. */
  record Output(Span span, Name name, Chain chain) implements Statement {}

  /** A chain on its own. */
  record Bare(Span span, Chain chain) implements Statement {}
}
