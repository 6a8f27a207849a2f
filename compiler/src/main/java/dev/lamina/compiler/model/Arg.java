package dev.lamina.compiler.model;

/**
 * An argument with a name: {@code pad(1)} for {@code pad=1}. Meant to be imported statically.
 *
 * @param name as the layer or def calls it
 * @param value a number, a boolean, text of the language, or a list of them for a tuple
 */
public record Arg(String name, Object value) {
  /** Refuses what is no name or value of the language. */
  public Arg {
    Words.name(name, "the argument's name");
    Words.value(value);
  }

  /**
   * Any argument, by the name that it has in {@code .nn} files.
   *
   * @param value a number, a boolean, text of the language such as {@code "same"}, or a {@code
   *     List} of them for a tuple
   */
  public static Arg arg(String name, Object value) {
    return new Arg(name, value);
  }

  /** The order of an input's dimensions in the caller's array: {@code nchw} or {@code nhwc}. */
  public static Arg layout(String word) {
    return new Arg("layout", word);
  }

  /** What an input's elements are: {@code float32} or {@code uint8}. */
  public static Arg type(String word) {
    return new Arg("type", word);
  }

  /** The channels or features that arrive. */
  public static Arg in(int count) {
    return new Arg("in", count);
  }

  /** The kernel's size, for all dimensions or for height and width. */
  public static Arg kernel(int... sizes) {
    return new Arg("kernel", sizes);
  }

  /** The stride, for all dimensions or for height and width. */
  public static Arg stride(int... sizes) {
    return new Arg("stride", sizes);
  }

  /** The padding, for all dimensions or for height and width. */
  public static Arg pad(int... sizes) {
    return new Arg("pad", sizes);
  }

  /** The padding as a word: {@code same} or {@code valid}. */
  public static Arg pad(String word) {
    return new Arg("pad", word);
  }

  /** The padding's mode: {@code zeros}, {@code reflect}, {@code replicate} or {@code circular}. */
  public static Arg paddingMode(String word) {
    return new Arg("padding_mode", word);
  }

  /** What a transposed convolution adds to the size of its output. */
  public static Arg outputPadding(int... sizes) {
    return new Arg("output_padding", sizes);
  }

  /** The distance of the kernel's taps, for all dimensions or for height and width. */
  public static Arg dilation(int... sizes) {
    return new Arg("dilation", sizes);
  }

  /** How many groups the channels form. */
  public static Arg groups(int count) {
    return new Arg("groups", count);
  }

  /** Whether there is a bias. */
  public static Arg bias(boolean wanted) {
    return new Arg("bias", wanted);
  }

  /** Whether a normalisation has weights. */
  public static Arg affine(boolean wanted) {
    return new Arg("affine", wanted);
  }

  /** What a normalisation adds to the variance. */
  public static Arg eps(double value) {
    return new Arg("eps", value);
  }

  /** The dimension, the batch being 0. */
  public static Arg dim(int dimension) {
    return new Arg("dim", dimension);
  }

  /** Whether windows that reach beyond the border count. */
  public static Arg ceilMode(boolean wanted) {
    return new Arg("ceil_mode", wanted);
  }

  /** Whether an average counts the padding. */
  public static Arg countIncludePad(boolean wanted) {
    return new Arg("count_include_pad", wanted);
  }

  /** The size of a result, for all dimensions or for height and width. */
  public static Arg size(int... sizes) {
    return new Arg("size", sizes);
  }

  /** How values are interpolated: {@code nearest}, {@code bilinear}, ... */
  public static Arg mode(String word) {
    return new Arg("mode", word);
  }

  /** Whether the corners of input and output lie on each other. */
  public static Arg alignCorners(boolean wanted) {
    return new Arg("align_corners", wanted);
  }
}
