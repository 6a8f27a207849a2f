package dev.lamina.compiler.layer;

/**
 * Nothing.
 *
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Identity.html">Identity</a>
 */
public record Identity() implements NoOp {
  /** {@code identity}. */
  public static final LayerType TYPE = Definition.of("identity", "", c -> new Identity());

  @Override
  public String toString() {
    return "identity";
  }
}
