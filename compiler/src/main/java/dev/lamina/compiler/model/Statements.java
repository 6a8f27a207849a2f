package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The statements of a {@code .nn} file, in their order. Each method gives a longer copy. */
public final class Statements implements Model {
  static final Statements EMPTY = new Statements(List.of());

  private final List<Statement> all;

  private Statements(List<Statement> all) {
    this.all = all;
  }

  private record Statement(String head, Optional<Chain> chain, Place place) {}

  /** Names the generated class: {@code com.acme.LeNet}. */
  public Statements network(String className) {
    return with("network " + Words.className(className));
  }

  /** Says where the weights are. */
  public Statements weights(String file) {
    return with("weights " + Words.string(file, "the weights' file"));
  }

  /**
   * Makes a module to be used as a layer, by {@link Chain#layer}.
   *
   * @param signature its name and parameters, as in a file: {@code basic(out, stride = 1)}
   */
  public Statements def(String signature, Chain body) {
    return with("def " + Words.signature(signature) + " = ", body);
  }

  /** Names a value, from which chains can begin, by {@link Model#from}. */
  public Statements value(String name, Chain chain) {
    return with(Words.name(name, "the value's name") + " = ", chain);
  }

  /** Names a result. */
  public Statements output(String name, Chain chain) {
    return with("output " + Words.name(name, "the output's name") + " = ", chain);
  }

  /** The only result, without a name of its own. */
  public Statements result(Chain chain) {
    return with("", chain);
  }

  private Statements with(String head, Chain chain) {
    Objects.requireNonNull(chain, "the chain is null");
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("the chain has no stage");
    }
    return with(new Statement(head, Optional.of(chain), Place.ofCaller()));
  }

  private Statements with(String head) {
    return with(new Statement(head, Optional.empty(), Place.ofCaller()));
  }

  private Statements with(Statement statement) {
    List<Statement> longer = new ArrayList<>(all);
    longer.add(statement);
    return new Statements(longer);
  }

  @Override
  public Source source() {
    SourceWriter writer = new SourceWriter();
    for (Statement statement : all) {
      writer.statement(statement.head(), statement.place());
      statement.chain().ifPresent(writer::chain);
    }
    return writer.source();
  }

  @Override
  public String toSource() {
    return source().text();
  }

  @Override
  public String toString() {
    return toSource();
  }
}
