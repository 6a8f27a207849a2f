package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Optional;

/**
 * The upsampling layers as the source writes them; they become {@link UpsampleNearest} or {@link
 * UpsampleSmooth}.
 *
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html">Upsample</a>
 */
final class Upsample {
  private static final String SCALE = "scale_factor";
  private static final String SIZE = "size";
  private static final String ALIGN = "align_corners";
  private static final String[] MODES = {
    "nearest", "linear", "bilinear", "bicubic", "nearest-exact"
  };

  static final List<LayerType> TYPES =
      List.of(
          Definition.of(
              "upsample",
              "scale_factor|scale size mode align_corners recompute_scale_factor",
              Upsample::upsample),
          Definition.of(
              "upsamplingnearest2d",
              "size scale_factor|scale",
              c -> create(c, 2, "nearest", false)),
          Definition.of(
              "upsamplingbilinear2d",
              "size scale_factor|scale",
              c -> create(c, 2, "bilinear", true)));

  private Upsample() {}

  private static Layer upsample(Call call) {
    boolean modeSecond = isMode(call.given(SIZE));
    String modeAt = modeSecond ? SIZE : "mode";
    String alignAt = modeSecond && call.has("mode") ? "mode" : ALIGN;
    String mode = call.word(modeAt, "nearest", MODES);
    boolean align = !call.absent(alignAt) && call.bool(alignAt, false);
    if (align && mode.startsWith("nearest")) {
      throw call.refuseAt(
          alignAt,
          "upsample: align_corners needs mode linear, bilinear or bicubic, but the mode is " + mode,
          "leave align_corners out");
    }
    return create(call, dimensions(call, mode), mode, align);
  }

  /** In {@code upsample(2, bilinear)} a mode stands in the place of the size. */
  private static boolean isMode(Optional<Call.Given> given) {
    return given.filter(g -> List.of(MODES).contains(g.value().toString())).isPresent();
  }

  private static int dimensions(Call call, String mode) {
    return switch (mode) {
      case "linear" -> 1;
      case "bilinear", "bicubic" -> 2;
      default -> call.spatialDimensions();
    };
  }

  private static Layer create(Call call, int dimensions, String mode, boolean align) {
    call.arrives(dimensions);
    Resize resize = resize(call, dimensions);
    if (!call.absent("recompute_scale_factor") && call.bool("recompute_scale_factor", false)) {
      resize = resize.fixed(call.input());
    }
    if (mode.startsWith("nearest")) {
      return new UpsampleNearest(dimensions, resize, mode.equals("nearest-exact"));
    }
    return new UpsampleSmooth(dimensions, resize, mode.equals("bicubic"), align);
  }

  private static Resize resize(Call call, int dimensions) {
    boolean sized = !call.absent(SIZE) && !isMode(call.given(SIZE));
    if (sized != call.absent(SCALE)) {
      throw call.refuse(
          !sized
              ? call.name() + " needs scale_factor or size"
              : call.name() + " takes scale_factor or size, not both",
          "write `%s(scale_factor=2)` or `%s(size=(64, 64))`".formatted(call.name(), call.name()));
    }
    if (sized) {
      return Resize.toSize(call.extent(dimensions, SIZE, 1, 1));
    }
    List<Double> scale = call.decimals(SCALE);
    if (scale.size() > dimensions || scale.stream().anyMatch(s -> s <= 0)) {
      throw call.refuseAt(
          SCALE,
          "%s: scale must be a number above 0%s, but %s was given"
              .formatted(
                  call.name(),
                  dimensions == 2 ? " or a pair of them" : "",
                  call.given(SCALE).map(g -> g.value().quoted()).orElse("")),
          "write `2` or `1.5`");
    }
    double width = scale.get(scale.size() - 1);
    return Resize.by(dimensions == 1 ? 1 : scale.get(0), width);
  }
}
