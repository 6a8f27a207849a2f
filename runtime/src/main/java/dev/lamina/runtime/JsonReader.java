package dev.lamina.runtime;

import java.util.HashSet;
import java.util.Set;

/** Reads JSON (RFC 8259) strictly, value by value, so that hostile input costs no memory. */
final class JsonReader {
  private static final int MAX_DEPTH = 32;

  private final String text;
  private final String file;
  private int position;
  private int depth;

  /** Whether the last thing read is an opening bracket. */
  private boolean opened;

  /** Reads {@code text}; {@code file} is named in messages. */
  JsonReader(String text, String file) {
    this.text = text;
    this.file = file;
  }

  /** Enters an object, whose members {@link #member} gives; returns the names that came. */
  Set<String> object() {
    open('{', "an object");
    return new HashSet<>();
  }

  /**
   * The name of the object's next member, whose value must be read before the next call; null at
   * the object's end. A name that comes twice is refused.
   */
  String member(Set<String> names) {
    if (!more('}')) {
      return null;
    }
    String name = string();
    if (!names.add(name)) {
      throw error("the name " + Text.quote(name) + " comes twice");
    }
    skipSpace();
    expect(':');
    return name;
  }

  /** Enters an array, whose elements must be read while there are {@link #moreElements}. */
  void array() {
    open('[', "an array");
  }

  /** Whether another element follows; leaves the array if not. */
  boolean moreElements() {
    return more(']');
  }

  /** Reads an integer from 0 to 2^63 - 1. */
  long unsigned() {
    skipSpace();
    int start = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    String digits = text.substring(start, Math.min(position, start + 30));
    boolean whole = position == text.length() || ",]} \t\r\n".indexOf(text.charAt(position)) >= 0;
    if (start == position || !whole || (digits.length() > 1 && digits.startsWith("0"))) {
      throw error("expected an integer that is not negative, got " + Text.quote(rest(start)));
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new WeightsException(message("the integer " + digits + " is too large", start), e);
    }
  }

  /** Reads a string. */
  String string() {
    skipSpace();
    if (peek() != '"') {
      throw error("expected a string, got " + Text.quote(rest(position)));
    }
    position++;
    int end = position;
    while (end < text.length() && text.charAt(end) >= ' ' && "\"\\".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    if (end < text.length() && text.charAt(end) == '"') {
      String plain = text.substring(position, end);
      position = end + 1;
      return plain;
    }
    return escaped();
  }

  private String escaped() {
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        throw error("a control character in a string");
      }
      value.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() {
    char c = next();
    int simple = "\"\\/bfnrt".indexOf(c);
    if (simple >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    if (c != 'u') {
      throw error("an unknown escape in a string: " + Text.quote("\\" + c));
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = "0123456789abcdef".indexOf(Character.toLowerCase(next()));
      if (digit < 0) {
        throw error("an escape that is not \\u and four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  /** Reads any value and forgets it. */
  void skip() {
    skipSpace();
    char c = peek();
    if (c == '{') {
      Set<String> names = object();
      while (member(names) != null) {
        skip();
      }
    } else if (c == '[') {
      array();
      while (moreElements()) {
        skip();
      }
    } else if (c == '"') {
      string();
    } else if (c == '-' || isDigit(c)) {
      skipNumber();
    } else {
      skipWord();
    }
  }

  private void skipNumber() {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    if (peek() == '0') {
      position++;
    } else {
      digits(start);
    }
    if (peek() == '.') {
      position++;
      digits(start);
    }
    if (peek() == 'e' || peek() == 'E') {
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      digits(start);
    }
  }

  private void digits(int start) {
    if (!isDigit(peek())) {
      throw error("expected a number, got " + Text.quote(rest(start)));
    }
    while (isDigit(peek())) {
      position++;
    }
  }

  private void skipWord() {
    for (String word : new String[] {"true", "false", "null"}) {
      if (text.startsWith(word, position)) {
        position += word.length();
        return;
      }
    }
    throw error("expected a value, got " + Text.quote(rest(position)));
  }

  /** Requires that only white space is left. */
  void end() {
    skipSpace();
    if (position < text.length()) {
      throw error("expected the end, got " + Text.quote(rest(position)));
    }
  }

  /** A refusal of what stands before the current position. */
  WeightsException error(String what) {
    return new WeightsException(message(what, position));
  }

  private String message(String what, int at) {
    return file + ": malformed JSON at character " + at + ": " + what;
  }

  private void open(char bracket, String what) {
    skipSpace();
    if (peek() != bracket) {
      throw error("expected " + what + ", got " + Text.quote(rest(position)));
    }
    position++;
    opened = true;
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
  }

  private boolean more(char bracket) {
    skipSpace();
    boolean first = opened;
    opened = false;
    if (peek() == bracket) {
      position++;
      depth--;
      return false;
    }
    if (!first) {
      expect(',');
    }
    return true;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw error("expected '" + c + "', got " + Text.quote(rest(position)));
    }
    position++;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  /** The next character, 0 at the end. */
  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private char next() {
    if (position == text.length()) {
      throw error("a string without an end");
    }
    return text.charAt(position++);
  }

  private String rest(int from) {
    return text.substring(from, Math.min(text.length(), from + 20));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
