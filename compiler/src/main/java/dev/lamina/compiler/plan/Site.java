package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;

/**
 * The place of a value that an epilogue is applied to: of its first lane where it is a vector.
 *
 * @param sample the sample
 * @param element the offset in the sample's result, before a fused pooling, in the result's layout
 * @param channel the channel (dimension 0 of a sample)
 * @param acrossChannels whether consecutive lanes are consecutive channels, rather than consecutive
 *     elements of one channel
 */
public record Site(Expr sample, Expr element, Expr channel, boolean acrossChannels) {
  /** All lanes in one channel. */
  public static Site in(Expr sample, Expr element, Expr channel) {
    return new Site(sample, element, channel, false);
  }

  /** One lane a channel. */
  public static Site across(Expr sample, Expr element, Expr channel) {
    return new Site(sample, element, channel, true);
  }
}
