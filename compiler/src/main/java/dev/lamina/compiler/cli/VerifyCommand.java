package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina verify}. */
@Command(
    name = "verify",
    description = "Compares networks with outputs that were recorded elsewhere, such as PyTorch's.",
    footer = {
      "",
      "Beside NAME.nn stands NAME.io.safetensors with the tensors `input` and `output` (or one",
      "for each of several inputs and outputs, by their names), batch first, and",
      "NAME.weights.safetensors if the network has parameters and no --weights are given. A case",
      "is ok if |y - recorded| <= tolerance * max(1, max|recorded|) everywhere. With",
      "--weights-dtype, the difference from the same network with float weights is told, and the",
      "tolerance is 0.03 for bf16, 0.005 for f16, 0.1 for int8.",
      "",
      "Examples:",
      "  lamina verify cases/",
      "  lamina verify cases/lenet.nn --variant scalar --batch 3",
      "  lamina verify cases/lenet.nn --weights-dtype int8",
    })
final class VerifyCommand implements Callable<Integer> {
  private static final String END = ".nn";

  @Mixin private Common common;
  @Mixin private NetworkOptions model;
  @Mixin private JsonOption json;

  @Parameters(arity = "1..*", paramLabel = "DIR|MODEL.nn", description = "the cases")
  private List<Path> places = new ArrayList<>();

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description =
          "the largest difference, relative to the largest value; default: 1e-4, or what"
              + " --weights-dtype needs")
  private Double given;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "run N samples at once, the recorded ones over and over")
  private Integer batch;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    Verification verification = verification();
    List<Path> models = models();
    Map<Verification.Status, Integer> counts = new EnumMap<>(Verification.Status.class);
    List<Object> cases = new ArrayList<>();
    int width = models.stream().mapToInt(p -> name(p).length()).max().orElse(0);
    for (Path path : models) {
      console.progress("verifying " + name(path));
      Verification.Outcome outcome = verification.check(path);
      counts.merge(outcome.status(), 1, Integer::sum);
      cases.add(
          Reports.object(
              "name", name(path),
              "status", outcome.status().toString().toLowerCase(Locale.ROOT),
              "text", outcome.text()));
      if (json.isWanted()) {
        continue;
      }
      if (outcome.status() == Verification.Status.OK) {
        console.info(line(outcome, path, width));
      } else {
        console.print(line(outcome, path, width) + "\n");
      }
    }
    int ok = counts.getOrDefault(Verification.Status.OK, 0);
    int failed = counts.getOrDefault(Verification.Status.FAIL, 0);
    int errors = counts.getOrDefault(Verification.Status.ERROR, 0);
    console.print(
        json.isWanted()
            ? Json.of(Reports.object("cases", cases, "ok", ok, "failed", failed, "errors", errors))
            : String.format(
                "%s: %d ok, %d failed, %s%n",
                Units.plural(models.size(), "case"), ok, failed, Units.plural(errors, "error")));
    return failed + errors == 0 ? ExitCode.OK : ExitCode.USER_MISTAKE;
  }

  private static String line(Verification.Outcome outcome, Path path, int width) {
    return String.format(
        Locale.ROOT, "%-5s  %-" + width + "s  %s", outcome.status(), name(path), outcome.text());
  }

  private static String name(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(END) ? name.substring(0, name.length() - END.length()) : name;
  }

  private Verification verification() {
    double tolerance = given == null ? model.weightsType.tolerance() : given;
    if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
      throw common.misuse(
          "--tolerance: expected a number from 0 on, but " + tolerance + " was given");
    }
    if (batch != null && batch < 1) {
      throw common.misuse("--batch: expected at least 1, but " + batch + " was given");
    }
    return new Verification(
        model.targetOptions(),
        model.weightsType,
        model.weights != null || model.randomWeights != null,
        model.loadOptions(common),
        tolerance,
        Optional.ofNullable(batch));
  }

  private List<Path> models() throws IOException {
    List<Path> models = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        List<Path> found = modelsIn(place);
        if (found.isEmpty()) {
          throw new UserException("there is no .nn file in " + place);
        }
        models.addAll(found);
      } else {
        FileAccess.requireFile(place);
        models.add(place);
      }
    }
    return models;
  }

  private static List<Path> modelsIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(p -> p.toString().endsWith(END)).sorted().toList();
    }
  }
}
