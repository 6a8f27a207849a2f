package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.FileAccess;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.images.ImageException;
import dev.lamina.images.Images;
import dev.lamina.images.Preprocessing;
import dev.lamina.runtime.Descriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How pictures become inputs. */
final class ImageOptions {
  private static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".wbmp", ".tif", ".tiff");

  @Option(
      names = "--preprocess",
      paramLabel = "PRESET",
      converter = Preset.class,
      description =
          "what is done with pictures: stretch (scaled to the input's size, values from 0 to 1) or"
              + " imagenet (the shorter side scaled to 256, the middle cut out, ImageNet's mean"
              + " and std); stretch by default")
  private Preprocessing preset;

  @Option(
      names = "--resize",
      paramLabel = "PIXELS",
      description = "scale the shorter side of pictures to that, then cut the middle out")
  private Integer resize;

  @Option(
      names = "--mean",
      paramLabel = "M[,M...]",
      split = ",",
      description = "subtract from pictures' values from 0 to 1; one number or one a channel")
  private float[] mean;

  @Option(
      names = "--std",
      paramLabel = "S[,S...]",
      split = ",",
      description = "divide pictures' values by that afterwards; one number or one a channel")
  private float[] std;

  static final class Preset implements ITypeConverter<Preprocessing> {
    @Override
    public Preprocessing convert(String text) {
      return switch (text) {
        case "stretch" -> Preprocessing.stretch();
        case "imagenet" -> Preprocessing.imagenet();
        default ->
            throw new TypeConversionException(
                "there is no preset '" + text + "'; the presets are stretch, imagenet");
      };
    }
  }

  /** Whether the file is a picture by its name. */
  static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Whether any is given. */
  boolean areGiven() {
    return preset != null || resize != null || mean != null || std != null;
  }

  /** Refuses values that no picture can be treated with. */
  void check(Common common) {
    if (resize != null && resize < 1) {
      throw common.misuse("--resize: expected at least 1, but " + resize + " was given");
    }
    for (float value : given(mean)) {
      if (!Float.isFinite(value)) {
        throw common.misuse("--mean: expected a finite number, but " + value + " was given");
      }
    }
    for (float value : given(std)) {
      if (!Float.isFinite(value) || !Float.isFinite(1 / value)) {
        throw common.misuse(
            "--std: expected a finite number to divide by, but " + value + " was given");
      }
    }
  }

  private static float[] given(float... values) {
    return values == null ? new float[0] : values;
  }

  /** A picture as an input of the network. */
  Tensor read(Path file, Descriptor.Tensor port) {
    FileAccess.requireFile(file);
    int[] shape = port.shape().stream().mapToInt(Integer::intValue).toArray();
    try {
      return new Tensor(
          Shape.of(shape), port.uint8() ? samples(file, port, shape) : values(file, shape));
    } catch (ImageException e) {
      String message = e.getMessage();
      boolean named = message.startsWith(file.toString());
      throw new UserException(named ? message : file + ": " + message);
    }
  }

  private float[] values(Path file, int... shape) {
    Preprocessing preprocessing = preprocessing();
    if (mean != null) {
      preprocessing = preprocessing.mean(mean);
    }
    if (std != null) {
      preprocessing = preprocessing.std(std);
    }
    return Images.load(file, preprocessing, shape);
  }

  private float[] samples(Path file, Descriptor.Tensor port, int... shape) {
    if (mean != null || std != null) {
      throw new UserException(
          "the input `"
              + port.name()
              + "` takes bytes (uint8), which --mean and --std would make numbers of; such a"
              + " network normalises itself, by `normalize` behind its input");
    }
    byte[] bytes = Images.loadBytes(file, preprocessing(), shape);
    float[] samples = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      samples[i] = bytes[i] & 0xff;
    }
    return samples;
  }

  private Preprocessing preprocessing() {
    Preprocessing chosen = preset == null ? Preprocessing.stretch() : preset;
    return resize == null ? chosen : chosen.resize(resize);
  }
}
