package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.NearestName;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a misspelt name may have meant. */
final class Suggestions {
  private static final int LONGEST_NAME = 64;

  private static final Map<String, String> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("dense", "write `linear`"),
          Map.entry("fc", "write `linear`"),
          Map.entry("fullyconnected", "write `linear`"),
          Map.entry("bn", "write `batchnorm`"),
          Map.entry("gap", "write `globalavgpool`"),
          Map.entry("pool", "write `maxpool` or `avgpool`"),
          Map.entry("swish", "write `silu`"),
          Map.entry("hswish", "write `hardswish`"),
          Map.entry("view", "write `reshape`"),
          Map.entry("deconv", "write `convtranspose`"),
          Map.entry("skip", "write `identity`"),
          Map.entry("add", "operands are added in a group: `( conv(64, 3, pad=1) + identity )`"),
          Map.entry("sum", "operands are added in a group: `( conv(64, 3, pad=1) + identity )`"),
          Map.entry("mul", "operands are multiplied in a group: `( identity * sigmoid )`"),
          Map.entry("concat", "brackets join along the channels: `[ conv(64, 1), identity ]`"),
          Map.entry("cat", "brackets join along the channels: `[ conv(64, 1), identity ]`"),
          Map.entry("sequential", "a name and braces make a block: `features { conv(64, 3) }`"));

  private Suggestions() {}

  /** A hint for a name that is neither a layer nor one of {@code others}. */
  static Optional<String> forStage(String name, Collection<String> others) {
    String lower = name.toLowerCase(Locale.ROOT).replace("nn.", "");
    Optional<LayerType> sameLetters = Layers.named(lower);
    if (sameLetters.isPresent()) {
      return Optional.of("write `" + sameLetters.get().names().get(0) + "`");
    }
    Stream<String> layers = Layers.ALL.stream().flatMap(t -> t.names().stream());
    return Optional.ofNullable(OTHER_WORDS.get(lower))
        .or(() -> didYouMean(name, Stream.concat(others.stream(), layers).toList()));
  }

  /** A hint with the nearest of {@code candidates}, if one is near. */
  static Optional<String> didYouMean(String name, Collection<String> candidates) {
    Optional<String> nearest =
        name.length() > LONGEST_NAME ? Optional.empty() : NearestName.to(name, candidates);
    return nearest.map(n -> "did you mean `" + n + "`?");
  }
}
