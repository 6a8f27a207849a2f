package dev.lamina.compiler.random;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Random choices from a seed. */
public final class Choices {
  private final SplittableRandom random;

  /** From that seed. */
  public Choices(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** True with that probability. */
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** From {@code low} to {@code high}, both included. */
  public int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /** One of them. */
  public <T> T of(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  @SafeVarargs
  final <T> T of(T... items) {
    return items[random.nextInt(items.length)];
  }

  /** A number or a pair of numbers in {@code .nn}. */
  String pair(int low, int high) {
    return chance(0.6)
        ? Integer.toString(between(low, high))
        : "(" + between(low, high) + ", " + between(low, high) + ")";
  }

  /** A small size; 1, 2 and odd ones are frequent. */
  public int size(int high) {
    return chance(0.3) ? Math.min(high, of(1, 2, 3)) : between(1, high);
  }

  /** A divisor of {@code n}. */
  int divisor(int n) {
    List<Integer> divisors =
        Stream.iterate(1, d -> d <= n, d -> d + 1).filter(d -> n % d == 0).toList();
    return of(divisors);
  }

  String decimal(double low, double high) {
    return String.format(Locale.ROOT, "%.3f", low + (high - low) * random.nextDouble());
  }

  /** A call with these arguments; empty ones are left out. */
  static String call(String name, String... arguments) {
    String inner = Stream.of(arguments).filter(a -> !a.isEmpty()).collect(Collectors.joining(", "));
    return inner.isEmpty() ? name : name + "(" + inner + ")";
  }

  /** {@code name=value} with a probability, else empty. */
  String maybe(double probability, String name, Object value) {
    return chance(probability) ? name + "=" + value : "";
  }
}
