package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes arguments. */
final class Expressions {
  static final String CHANNELS = "channels";

  /** The only word of torch that is no name; it would read as a difference. */
  private static final String HYPHENATED_WORD = "nearest-exact";

  private static final Map<String, String> PYTHON_WORDS =
      Map.of("True", "true", "False", "false", "None", "none");

  private final Scope scope;
  private final Optional<Shape> arriving;
  private final Reporter reporter;

  /**
   * For the arguments of one stage.
   *
   * @param arriving the shape that reaches it; absent where it could not be computed
   */
  Expressions(Scope scope, Optional<Shape> arriving, Reporter reporter) {
    this.scope = scope;
    this.arriving = arriving;
    this.reporter = reporter;
  }

  /** The value, or nothing where a mistake keeps it from being computed. */
  Optional<ArgumentValue> evaluate(Value value) {
    try {
      return Optional.of(valueOf(value));
    } catch (Poisoned e) {
      return Optional.empty();
    }
  }

  private ArgumentValue valueOf(Value value) {
    if (value instanceof Value.Tuple tuple) {
      List<ArgumentValue> elements = new ArrayList<>();
      tuple.elements().forEach(e -> elements.add(element(e)));
      return new ArgumentValue.Tuple(elements);
    } else if (value instanceof Value.Text text) {
      return word(text.text());
    }
    return bare(((Value.Scalar) value).expression());
  }

  private ArgumentValue element(Expression e) {
    ArgumentValue element = bare(e);
    if (element instanceof ArgumentValue.Tuple) {
      throw error(e.span(), "`" + e.span().text() + "` is " + element + "; tuples do not nest");
    }
    return element;
  }

  /** A whole argument, where a name may be a word. */
  private ArgumentValue bare(Expression e) {
    if (e instanceof Expression.Reference r) {
      return lookup(r).orElseGet(() -> word(r.name()));
    }
    if (e.span().text().equals(HYPHENATED_WORD)) {
      return word(HYPHENATED_WORD);
    }
    return compute(e);
  }

  private static ArgumentValue word(String text) {
    return new ArgumentValue.Word(PYTHON_WORDS.getOrDefault(text, text));
  }

  private Optional<ArgumentValue> lookup(Expression.Reference r) {
    if (scope.parameters().containsKey(r.name())) {
      return Optional.of(scope.parameters().get(r.name()).orElseThrow(Poisoned::new));
    } else if (r.name().equals(CHANNELS)) {
      int channels = arriving.orElseThrow(Poisoned::new).size(0);
      return Optional.of(new ArgumentValue.Int(channels));
    }
    return Optional.empty();
  }

  /** Left-hand sides in a loop: a sum may have any number of terms. */
  private ArgumentValue compute(Expression e) {
    Deque<Expression.Binary> pending = new ArrayDeque<>();
    Expression leftmost = e;
    while (leftmost instanceof Expression.Binary b) {
      pending.push(b);
      leftmost = b.left();
    }
    ArgumentValue value = operand(leftmost);
    while (!pending.isEmpty()) {
      Expression.Binary b = pending.pop();
      value = apply(b, number(b.left(), value), number(b.right(), compute(b.right())));
    }
    return value;
  }

  private ArgumentValue operand(Expression e) {
    if (e instanceof Expression.Literal literal) {
      return literal(literal.span(), literal.text());
    } else if (e instanceof Expression.Negate) {
      return negated(e);
    }
    Expression.Reference r = (Expression.Reference) e;
    return lookup(r).orElseThrow(() -> unknown(r));
  }

  private Poisoned unknown(Expression.Reference r) {
    String parameters = scope.isFile() ? "" : ", parameters of the def";
    List<String> names = new ArrayList<>(scope.parameters().keySet());
    names.add(CHANNELS);
    reporter
        .unknown(r.span(), "`" + Texts.brief(r.span()) + "` is not a number")
        .hint(
            Suggestions.didYouMean(r.name(), names)
                .orElse("arithmetic takes numbers" + parameters + " and `channels`"));
    return new Poisoned();
  }

  private ArgumentValue literal(Span span, String text) {
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      try {
        return new ArgumentValue.Int(Long.parseLong(text));
      } catch (NumberFormatException e) {
        throw error(span, text + " is too large: integers have 64 bits, up to " + Long.MAX_VALUE);
      }
    }
    return finite(span, Double.parseDouble(text));
  }

  private ArgumentValue negated(Expression e) {
    boolean negative = false;
    Expression inner = e;
    while (inner instanceof Expression.Negate n) {
      negative = !negative;
      inner = n.operand();
    }
    if (negative && inner instanceof Expression.Literal l && isMinimum(l.text())) {
      return new ArgumentValue.Int(Long.MIN_VALUE);
    }
    ArgumentValue value = number(inner, compute(inner));
    if (!negative) {
      return value;
    } else if (value instanceof ArgumentValue.Int i) {
      if (i.value() == Long.MIN_VALUE) {
        throw overflow(e.span(), "-(" + i + ")");
      }
      return new ArgumentValue.Int(-i.value());
    }
    return new ArgumentValue.Decimal(-((ArgumentValue.Decimal) value).value());
  }

  private static boolean isMinimum(String text) {
    return ("-" + text).equals(Long.toString(Long.MIN_VALUE));
  }

  private ArgumentValue number(Expression e, ArgumentValue value) {
    if (value instanceof ArgumentValue.Tuple || value instanceof ArgumentValue.Word) {
      String kind = value instanceof ArgumentValue.Tuple ? "the tuple " : "the word ";
      String name = "`" + e.span().text() + "`";
      throw error(e.span(), name + " is " + kind + value.quoted() + "; arithmetic takes numbers");
    }
    return value;
  }

  private ArgumentValue apply(Expression.Binary e, ArgumentValue left, ArgumentValue right) {
    if (left instanceof ArgumentValue.Int a && right instanceof ArgumentValue.Int b) {
      return new ArgumentValue.Int(integers(e, a.value(), b.value()));
    }
    double a = decimal(left);
    double b = decimal(right);
    if (b == 0 && (e.symbol() == '/' || e.symbol() == '%')) {
      throw error(e.span(), "`" + brief(e.span()) + "` divides by zero");
    }
    return finite(
        e.span(),
        switch (e.symbol()) {
          case '+' -> a + b;
          case '-' -> a - b;
          case '*' -> a * b;
          case '/' -> a / b;
          default -> a - Math.floor(a / b) * b;
        });
  }

  private long integers(Expression.Binary e, long a, long b) {
    if (b == 0 && (e.symbol() == '/' || e.symbol() == '%')) {
      throw error(e.span(), "`" + brief(e.span()) + "` divides by zero");
    }
    try {
      return switch (e.symbol()) {
        case '+' -> Math.addExact(a, b);
        case '-' -> Math.subtractExact(a, b);
        case '*' -> Math.multiplyExact(a, b);
        case '/' -> quotient(e, a, b);
        default -> Math.floorMod(a, b);
      };
    } catch (ArithmeticException x) {
      throw overflow(e.span(), a + " " + e.symbol() + " " + b);
    }
  }

  private long quotient(Expression.Binary e, long a, long b) {
    if (a % b != 0) {
      String left = brief(e.left().span());
      String right = brief(e.right().span());
      String hint = "`/` of whole numbers is exact; `(%s - %s %% %s) / %s` rounds down";
      reporter
          .error(e.span(), a + " / " + b + " does not come out whole")
          .hint(hint.formatted(left, left, right, right));
      throw new Poisoned();
    }
    if (a == Long.MIN_VALUE && b == -1) {
      throw new ArithmeticException();
    }
    return a / b;
  }

  private static double decimal(ArgumentValue value) {
    return value instanceof ArgumentValue.Int i
        ? i.value()
        : ((ArgumentValue.Decimal) value).value();
  }

  private ArgumentValue finite(Span span, double value) {
    if (!Double.isFinite(value)) {
      throw error(span, "`" + brief(span) + "` is too large for a decimal");
    }
    return new ArgumentValue.Decimal(value);
  }

  private Poisoned overflow(Span span, String computation) {
    return error(span, computation + " overflows: integers have 64 bits");
  }

  private Poisoned error(Span span, String message) {
    reporter.error(span, message);
    return new Poisoned();
  }

  private static String brief(Span span) {
    return Texts.brief(span);
  }
}
