package dev.lamina.compiler.cli;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.runtime.Descriptor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints what a network computed so that a person can read it. */
final class Results {
  private static final int BEST = 5;
  private static final int SHOWN = 8;
  private static final int BAR = 30;
  private static final int SHORTEST = 10;

  private final StringBuilder out = new StringBuilder();

  private final Labels labels;

  private Results(Labels labels) {
    this.labels = labels;
  }

  static String of(List<Descriptor.Tensor> ports, float[][] outputs, int batch, Labels labels) {
    Results results = new Results(labels);
    for (int i = 0; i < outputs.length; i++) {
      results.output(ports.get(i), outputs[i], batch);
    }
    return results.out.toString();
  }

  private void output(Descriptor.Tensor port, float[] values, int batch) {
    Shape shape = Shape.of(port.shape());
    out.append(port.name()).append(' ').append(shape);
    out.append(batch > 1 ? ", " + Units.plural(batch, "sample") + "\n" : "\n");
    int size = port.size();
    for (int sample = 0; sample < batch; sample++) {
      float[] one = Arrays.copyOfRange(values, sample * size, (sample + 1) * size);
      String head = batch > 1 ? "sample " + sample : "";
      if (shape.rank() == 1 && size > 1) {
        scores(head, one, batch > 1);
      } else {
        summary(head, one);
      }
    }
  }

  private void scores(String head, float[] scores, boolean brief) {
    List<Integer> best =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> rank(scores[i])).reversed())
            .limit(brief ? 1 : BEST)
            .toList();
    int winner = best.get(0);
    if (Float.isNaN(scores[winner])) {
      line("  %sall %s are NaN", brief ? head + "   " : "", Units.plural(scores.length, "score"));
      return;
    }
    if (brief) {
      line("  %-10s %s  %s%s", head, labels.of(winner), number(scores[winner]), ofNaN(scores));
      return;
    }
    double top = scores[winner];
    double bottom =
        IntStream.range(0, scores.length)
            .mapToDouble(i -> scores[i])
            .filter(s -> !Double.isNaN(s))
            .min()
            .orElse(0);
    int width = best.stream().mapToInt(i -> labels.of(i).length()).max().orElse(0);
    String row = "  %-" + Math.max(width, SHORTEST) + "s %12s  %s";
    for (int i : best) {
      double share = top > bottom ? (scores[i] - bottom) / (top - bottom) : 0;
      int length = Double.isFinite(share) ? (int) Math.round(BAR * share) : 0;
      line(row, labels.of(i), number(scores[i]), "#".repeat(length));
    }
    if (scores.length > best.size()) {
      line("  and %s lower ones%s", Units.count(scores.length - (long) best.size()), ofNaN(scores));
    }
  }

  /** Says of NaN what a list of the best does not show. */
  private static String ofNaN(float[] scores) {
    long count = IntStream.range(0, scores.length).filter(i -> Float.isNaN(scores[i])).count();
    return count == 0
        ? ""
        : ", " + Units.count(count) + " of " + Units.count(scores.length) + " scores NaN";
  }

  /** NaN is nobody's best class. */
  private static double rank(float score) {
    return Float.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
  }

  private void summary(String head, float[] values) {
    if (!head.isEmpty()) {
      line("  %s", head);
    }
    String shown =
        IntStream.range(0, Math.min(SHOWN, values.length))
            .mapToObj(i -> number(values[i]))
            .collect(Collectors.joining("  "));
    line("  %s%s", shown, values.length > SHOWN ? "  ..." : "");
    if (values.length > SHOWN) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (float value : values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
      }
      line(
          "  least %s, mean %s, largest %s", number(min), number(sum / values.length), number(max));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
