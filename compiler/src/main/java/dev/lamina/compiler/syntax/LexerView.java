package dev.lamina.compiler.syntax;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * Shows the lexer every character beyond ASCII as DEL. None of them means anything in the grammar,
 * and ANTLR caches its decisions for ASCII alone, so that long foreign comments would be slow. The
 * text of the tokens is not changed.
 */
final class LexerView implements CharStream {
  private static final int DELETE = 127;

  private final CharStream characters;

  LexerView(CharStream characters) {
    this.characters = characters;
  }

  @Override
  public int LA(int i) {
    return Math.min(characters.LA(i), DELETE);
  }

  @Override
  public void consume() {
    characters.consume();
  }

  @Override
  public int mark() {
    return characters.mark();
  }

  @Override
  public void release(int marker) {
    characters.release(marker);
  }

  @Override
  public int index() {
    return characters.index();
  }

  @Override
  public void seek(int index) {
    characters.seek(index);
  }

  @Override
  public int size() {
    return characters.size();
  }

  @Override
  public String getSourceName() {
    return characters.getSourceName();
  }

  @Override
  public String getText(Interval interval) {
    return characters.getText(interval);
  }
}
