package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import java.util.function.Function;

/**
 * The place of a value that an epilogue is applied to: of its first lane where it is a vector.
 *
 * @param sample the sample
 * @param element the offset in a sample of a buffer that has the shape of the result before a fused
 *     pooling, in that buffer's layout
 * @param channel the channel (dimension 0 of a sample)
 * @param acrossChannels whether consecutive lanes are consecutive channels, rather than consecutive
 *     elements of one channel
 */
public record Site(
    Expr sample, Function<Buffer, Expr> element, Expr channel, boolean acrossChannels) {
  /** All lanes in one channel; {@code element} holds in every buffer, since all have one layout. */
  public static Site in(Expr sample, Expr element, Expr channel) {
    return new Site(sample, buffer -> element, channel, false);
  }

  /** One lane a channel; {@code element} holds in every buffer, since all have one layout. */
  public static Site across(Expr sample, Expr element, Expr channel) {
    return new Site(sample, buffer -> element, channel, true);
  }

  /** One lane a channel, in buffers whose layouts differ by their borders. */
  public static Site across(Expr sample, Function<Buffer, Expr> element, Expr channel) {
    return new Site(sample, element, channel, true);
  }
}
