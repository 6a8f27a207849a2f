package dev.lamina.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Times networks in Lamina, ONNX Runtime and libtorch side by side: the same weights, the same
 * input, one sample, round after round, medians of the rounds; each engine in a process of its own.
 */
public final class Peers {
  private static final String HEADER = "model,threads,lamina_us,ort_us,libtorch_us,max_abs_diff";
  private static final double TOLERANCE = 1e-3;
  private static final int ROUNDS = 11;

  private final PeersOptions options;
  private final List<String> lines = new ArrayList<>(List.of(HEADER));
  private boolean agree = true;

  private Peers(PeersOptions options) {
    this.options = options;
  }

  /** Takes the options that {@link PeersOptions} lists; exit code 1 if results differ. */
  public static void main(String[] arguments) throws IOException {
    Optional<PeersOptions> options = PeersOptions.parse(arguments);
    if (options.isEmpty()) {
      System.err.println(PeersOptions.USAGE);
      System.exit(2);
    }
    Peers peers = new Peers(options.orElseThrow());
    peers.run();
    System.exit(peers.agree ? 0 : 1);
  }

  private void run() throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%-15s %12s %12s %12s %12s %7s %9s  %s%n",
        "us a call",
        "Lamina",
        "ORT",
        "torch eager",
        "torch frozen",
        "x ORT",
        "x torch",
        "largest difference");
    Path directory = Files.createTempDirectory("lamina-peers");
    try {
      for (String model : options.models()) {
        run(model, directory);
      }
    } finally {
      delete(directory);
    }
    if (options.csv().isPresent()) {
      Files.write(options.csv().get(), lines);
    }
  }

  private void run(String model, Path directory) throws IOException {
    Path weights = Sample.randomised(options.directory(), model, directory).weights();
    try (WorkerProcess lamina = worker(Worker.Kind.LAMINA, model, weights);
        WorkerProcess onnxRuntime = worker(Worker.Kind.ONNX_RUNTIME, model, weights);
        WorkerProcess eager = worker(Worker.Kind.TORCH_EAGER, model, weights);
        WorkerProcess frozen = worker(Worker.Kind.TORCH_FROZEN, model, weights)) {
      List<WorkerProcess> workers = List.of(lamina, onnxRuntime, eager, frozen);
      List<float[]> outputs = new ArrayList<>();
      for (WorkerProcess worker : workers) {
        outputs.add(worker.result());
      }
      report(model, difference(outputs), medians(workers));
    } finally {
      Files.deleteIfExists(weights);
    }
  }

  private WorkerProcess worker(Worker.Kind kind, String model, Path weights) throws IOException {
    return new WorkerProcess(kind, model, weights, options);
  }

  /** The microseconds of a call: in each round every engine has its turn. */
  private double[] medians(List<WorkerProcess> workers) throws IOException {
    double turn = options.seconds() / ROUNDS * 1e9;
    double[][] times = new double[workers.size()][ROUNDS];
    long[] calls = new long[workers.size()];
    for (int w = 0; w < calls.length; w++) {
      calls[w] = Math.max(1, (long) (turn / workers.get(w).warmUp()));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int w = 0; w < calls.length; w++) {
        times[w][round] = workers.get(w).nanos(calls[w]) / 1000;
      }
    }
    return Arrays.stream(times).mapToDouble(Peers::median).toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** How far the others are from Lamina, in parts of its largest value, and whether that is far. */
  private double difference(List<float[]> outputs) {
    float[] ours = outputs.get(0);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      for (float[] theirs : outputs) {
        difference = Math.max(difference, Math.abs((double) theirs[i] - ours[i]));
      }
    }
    agree &= difference <= TOLERANCE * largest;
    return difference;
  }

  private void report(String model, double difference, double[] us) {
    double torch = Math.min(us[2], us[3]);
    System.out.printf(
        Locale.ROOT,
        "%-15s %12.2f %12.2f %12.2f %12.2f %7.2f %9.2f  %.1e%s%n",
        model,
        us[0],
        us[1],
        us[2],
        us[3],
        us[1] / us[0],
        torch / us[0],
        difference,
        agree ? "" : "  DIFFERS");
    lines.add(
        String.format(
            Locale.ROOT,
            "%s,%d,%.3f,%.3f,%.3f,%.3e",
            model,
            options.threads(),
            us[0],
            us[1],
            torch,
            difference));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
