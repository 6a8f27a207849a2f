package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Makes several dimensions of one.
 *
 * @param dim which, counted as in torch from the batch's 0
 * @param sizes what it becomes
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html">Unflatten</a>
 */
public record Unflatten(int dim, Shape sizes) implements View {
  /** {@code unflatten}. */
  public static final LayerType TYPE =
      Definition.of("unflatten", "dim unflattened_size", Unflatten::create);

  private static Unflatten create(Call call) {
    if (!call.has("dim")) {
      throw call.refuse(
          call.name() + " needs dim: the dimension that becomes several",
          "write `unflatten(1, (2, -1))`");
    }
    int dim = call.dimension("dim", 1) + 1;
    int size = call.input().size(dim - 1);
    String whose = "dimension " + dim + " of " + call.input();
    List<Integer> sizes = call.integers("unflattened_size");
    return new Unflatten(dim, Reshape.sizes(call, "unflattened_size", sizes, size, whose));
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (dim > in.rank() || in.size(dim - 1) != sizes.elements()) {
      throw new ShapeException(this + " does not fit " + in + ", which arrives");
    }
    int[] all = new int[in.rank() - 1 + sizes.rank()];
    for (int d = 0; d < all.length; d++) {
      int inner = d - (dim - 1);
      boolean replaced = inner >= 0 && inner < sizes.rank();
      all[d] = replaced ? sizes.size(inner) : in.size(inner < 0 ? d : d - sizes.rank() + 1);
    }
    return Shape.of(all);
  }

  @Override
  public String toString() {
    String inner = sizes.rank() == 1 ? "(" + sizes.size(0) + ",)" : sizes.toString();
    return "unflatten(" + dim + ", " + inner + ")";
  }
}
