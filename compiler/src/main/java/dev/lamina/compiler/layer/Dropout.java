package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Dropout of any kind, which does nothing at inference.
 *
 * @param name the kind: {@code dropout}, {@code dropout2d}, {@code alphadropout}, ...
 * @param p the probability that training uses
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html">Dropout</a>
 */
public record Dropout(String name, double p) implements NoOp {
  /** {@code dropout}, {@code dropout1d}, {@code dropout2d} and the alpha kinds. */
  public static final List<LayerType> TYPES =
      Stream.of("dropout", "dropout1d", "dropout2d", "alphadropout", "featurealphadropout")
          .<LayerType>map(n -> Definition.of(n, "p inplace", c -> create(c, n)))
          .toList();

  private static Dropout create(Call call, String name) {
    double p = call.decimal("p", 0.5);
    call.bool("inplace", false);
    if (p < 0 || p > 1) {
      throw call.refuseAt(
          "p",
          "%s: p must be a probability from 0 to 1, but %s was given"
              .formatted(name, call.given("p").map(g -> g.value().toString()).orElse("")),
          "write `" + name + "(0.5)`");
    }
    return new Dropout(name, p);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Optional<Integer> dimensions =
        name.endsWith("1d")
            ? Optional.of(1)
            : name.endsWith("2d") ? Optional.of(2) : Optional.empty();
    dimensions.ifPresent(n -> checkRank(inputs.get(0), n));
    return inputs.get(0);
  }

  private void checkRank(Shape in, int dimensions) {
    if (in.rank() != dimensions + 1) {
      throw new ShapeException(
          "%s takes %s, but %s arrives"
              .formatted(this, dimensions == 1 ? "(C, L)" : "(C, H, W)", in),
          "`dropout` takes every shape");
    }
  }

  @Override
  public String toString() {
    return LayerText.of(name).value(p, 0.5).toString();
  }
}
