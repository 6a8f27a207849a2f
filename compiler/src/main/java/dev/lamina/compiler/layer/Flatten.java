package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Makes one dimension of several neighbouring ones.
 *
 * @param startDim the first, counted as in torch from the batch's 0
 * @param endDim the last, -1 for the value's last
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html">Flatten</a>
 */
public record Flatten(int startDim, int endDim) implements View {
  /** {@code flatten}. */
  public static final LayerType TYPE =
      Definition.of("flatten", "start_dim end_dim", Flatten::create);

  private static Flatten create(Call call) {
    int start = call.dimension("start_dim", 1) + 1;
    int end = call.dimension("end_dim", -1) + 1;
    if (start > end) {
      throw call.refuse(
          "%s: start_dim (%d) must not come after end_dim (%d)".formatted(call.name(), start, end),
          "swap them, or leave both out to flatten all but the batch");
    }
    return new Flatten(start, end == call.input().rank() ? -1 : end);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    int start = startDim - 1;
    int end = endDim == -1 ? in.rank() : endDim;
    if (start >= end || end > in.rank()) {
      throw new ShapeException(this + " does not fit " + in + ", which arrives");
    }
    long merged = in.elements(start, end);
    int[] sizes = new int[in.rank() - (end - start) + 1];
    for (int d = 0; d < start; d++) {
      sizes[d] = in.size(d);
    }
    sizes[start] = Math.toIntExact(merged);
    for (int d = end; d < in.rank(); d++) {
      sizes[d - end + start + 1] = in.size(d);
    }
    return Shape.of(sizes);
  }

  @Override
  public String toString() {
    LayerText text = LayerText.of("flatten").value(startDim, endDim == -1 ? 1 : null);
    return text.value(endDim, -1).toString();
  }
}
