package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import java.nio.IntBuffer;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CodePointBuffer;
import org.antlr.v4.runtime.CodePointCharStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Spans of ANTLR's tokens and trees: ANTLR counts code points, a {@link Span} UTF-16 units. */
final class Positions {
  private final Source source;
  private final int[] codePoints;
  private final int[] offsets;

  Positions(Source source) {
    this.source = source;
    this.codePoints = source.text().codePoints().toArray();
    this.offsets = offsets(codePoints);
  }

  Source source() {
    return source;
  }

  CharStream stream() {
    CodePointBuffer buffer = CodePointBuffer.withInts(IntBuffer.wrap(codePoints));
    return new LexerView(CodePointCharStream.fromBuffer(buffer, source.name()));
  }

  Span of(Token token) {
    int start = offsets[token.getStartIndex()];
    return token.getType() == Token.EOF
        ? new Span(source, start, start)
        : new Span(source, start, offsets[token.getStopIndex() + 1]);
  }

  Span of(Token first, Token last) {
    return of(first).to(of(last));
  }

  Span of(ParserRuleContext tree) {
    return of(tree.getStart(), tree.getStop());
  }

  /** The place right behind a token. */
  Span after(Token token) {
    int end = offsets[token.getStopIndex() + 1];
    return new Span(source, end, end);
  }

  private static int[] offsets(int[] codePoints) {
    int[] offsets = new int[codePoints.length + 1];
    for (int i = 0; i < codePoints.length; i++) {
      offsets[i + 1] = offsets[i] + Character.charCount(codePoints[i]);
    }
    return offsets;
  }
}
