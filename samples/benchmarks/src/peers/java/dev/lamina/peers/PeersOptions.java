package dev.lamina.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is compared.
 *
 * @param models the sample networks
 * @param threads how many threads each engine may use
 * @param seconds how long each engine runs each network
 * @param variant the variant of Lamina's code; the best for the machine if absent
 * @param directory where the models are
 * @param csv where the results go as well
 */
record PeersOptions(
    List<String> models,
    int threads,
    double seconds,
    Optional<String> variant,
    Path directory,
    Optional<Path> csv) {
  static final String USAGE =
      """
      options:
        --models A,B,...   mlp, mlp_256, lenet, twolayer, card, squeezenet1_1, mobilenet_v2,
                           resnet18, resnet50, alexnet, vgg16 (all by default), vgg16_bn, unet
        --threads N        1 by default
        --seconds S        for each engine and model, 3 by default
        --variant V        of Lamina: scalar, simd256, ...; the best by default
        --directory DIR    of the models, samples/models by default
        --csv FILE         writes the table as well\
      """;

  private static final List<String> ALL =
      List.of(
          "mlp",
          "mlp_256",
          "lenet",
          "twolayer",
          "card",
          "squeezenet1_1",
          "mobilenet_v2",
          "resnet18",
          "resnet50",
          "alexnet",
          "vgg16");

  private static final PeersOptions DEFAULTS =
      new PeersOptions(ALL, 1, 3, Optional.empty(), Path.of("samples", "models"), Optional.empty());

  /** The options, or nothing if they are wrong. */
  static Optional<PeersOptions> parse(String[] arguments) {
    if (arguments.length % 2 != 0) {
      return Optional.empty();
    }
    try {
      PeersOptions options = DEFAULTS;
      for (int i = 0; i < arguments.length; i += 2) {
        options = options.with(arguments[i], arguments[i + 1]);
      }
      return Optional.of(options);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private PeersOptions with(String name, String value) {
    return switch (name) {
      case "--models" ->
          new PeersOptions(
              List.of(value.split(",", -1)), threads, seconds, variant, directory, csv);
      case "--threads" ->
          new PeersOptions(models, Integer.parseInt(value), seconds, variant, directory, csv);
      case "--seconds" ->
          new PeersOptions(models, threads, Double.parseDouble(value), variant, directory, csv);
      case "--variant" ->
          new PeersOptions(models, threads, seconds, Optional.of(value), directory, csv);
      case "--directory" ->
          new PeersOptions(models, threads, seconds, variant, Path.of(value), csv);
      case "--csv" ->
          new PeersOptions(
              models, threads, seconds, variant, directory, Optional.of(Path.of(value)));
      default -> throw new IllegalArgumentException(name);
    };
  }
}
