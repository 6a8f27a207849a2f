package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Source;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Writes models as {@code .nn} text, a stage a line, and notes where each piece comes from. */
final class SourceWriter {
  private static final int STEP = 2;
  private static final String COMMA = ",";

  private final StringBuilder text = new StringBuilder();
  private final NavigableMap<Integer, String> places = new TreeMap<>();

  Source source() {
    return Source.ofCalls(Model.FILE_NAME, text.append('\n').toString(), places);
  }

  void statement(String head, Place place) {
    if (!text.isEmpty()) {
      text.append("\n\n");
    }
    piece(head, place);
  }

  /** The stages, each behind an arrow on a line of its own but the first. */
  void chain(Chain chain, int indent) {
    List<Stage> stages = chain.stages();
    for (int i = 0; i < stages.size(); i++) {
      if (i > 0) {
        line(indent).append("-> ");
      }
      stage(stages.get(i), indent);
    }
  }

  void chain(Chain chain) {
    chain(chain, STEP);
  }

  private void stage(Stage stage, int indent) {
    piece(stage.label().map(l -> l + ": ").orElse("") + stage.text(), stage.place());
    stage.nested().ifPresent(nested -> nested(nested, indent, stage.place()));
  }

  private void nested(Stage.Nested nested, int indent, Place place) {
    text.append(nested.open());
    for (int i = 0; i < nested.chains().size(); i++) {
      boolean comma = nested.separator().equals(COMMA);
      text.append(i > 0 && comma ? COMMA : "");
      line(indent + STEP);
      piece(i > 0 && !comma ? nested.separator() + " " : "", place);
      chain(nested.chains().get(i), indent + 2 * STEP);
    }
    line(indent);
    piece(nested.close(), place);
  }

  private void piece(String piece, Place place) {
    places.put(text.length(), place.toString());
    text.append(piece);
  }

  private StringBuilder line(int indent) {
    return text.append('\n').append(" ".repeat(indent));
  }
}
