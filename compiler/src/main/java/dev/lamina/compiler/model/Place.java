package dev.lamina.compiler.model;

import java.util.Set;

/** A line of the Java code that wrote a model. */
record Place(String file, int line) {
  private static final Set<String> OWN =
      Set.of(
          Model.class.getName(),
          Chain.class.getName(),
          Statements.class.getName(),
          Stage.class.getName(),
          Place.class.getName());

  /** Where the builder was called. */
  static Place ofCaller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(f -> !OWN.contains(f.getClassName()))
                    .findFirst()
                    .map(Place::of)
                    .orElseThrow());
  }

  private static Place of(StackWalker.StackFrame frame) {
    String file = frame.getFileName();
    return new Place(file == null ? frame.getClassName() : file, frame.getLineNumber());
  }

  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
