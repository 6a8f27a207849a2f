package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every layer of the language. */
public final class Layers {
  /** All of them; a new layer adds its line here. */
  public static final List<LayerType> ALL =
      Stream.of(
              Activations.ALL,
              Softmax.TYPES,
              List.of(
                  AdaptiveAvgPool.TYPE,
                  AdaptiveAvgPool.TYPE_1D,
                  AdaptiveMaxPool.TYPE,
                  AdaptiveMaxPool.TYPE_1D,
                  AvgPool.TYPE,
                  AvgPool.TYPE_1D,
                  ChannelShuffle.TYPE,
                  Conv.TYPE,
                  Conv.TYPE_1D,
                  ConvTranspose.TYPE,
                  ConvTranspose.TYPE_1D,
                  Flatten.TYPE,
                  GlobalAvgPool.TYPE,
                  Identity.TYPE,
                  Linear.TYPE,
                  LpPool.TYPE,
                  LpPool.TYPE_1D,
                  MaxPool.TYPE,
                  MaxPool.TYPE_1D,
                  PixelShuffle.TYPE,
                  PixelUnshuffle.TYPE,
                  Reshape.TYPE,
                  Unflatten.TYPE),
              Dropout.TYPES,
              Pad.TYPES,
              Upsample.TYPES,
              List.of(
                  PRelu.TYPE,
                  Glu.TYPE,
                  BatchNorm.TYPE,
                  InstanceNorm.TYPE,
                  GroupNorm.TYPE,
                  LayerNorm.TYPE,
                  RmsNorm.TYPE,
                  LocalResponseNorm.TYPE,
                  Normalize.TYPE))
          .flatMap(List::stream)
          .toList();

  private static final Map<String, LayerType> BY_NAME =
      ALL.stream()
          .flatMap(t -> t.names().stream().map(n -> Map.entry(n, t)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private Layers() {}

  /** The layer of that name. */
  public static Optional<LayerType> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Why a layer that torch has is refused, in one sentence; empty for other names. */
  public static Optional<String> refusedReason(String name) {
    return Optional.ofNullable(RefusedLayers.reason(name));
  }
}
