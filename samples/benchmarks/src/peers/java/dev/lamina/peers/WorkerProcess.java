package dev.lamina.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link Worker} seen from outside. */
final class WorkerProcess implements AutoCloseable {
  private final Worker.Kind kind;
  private final Path result;
  private final Path errors;
  private final Process process;
  private final BufferedReader in;
  private final BufferedWriter out;

  /** Starts a process for the sample of that name and waits until it has its result. */
  WorkerProcess(Worker.Kind kind, String model, Path weights, PeersOptions options)
      throws IOException {
    this.kind = kind;
    this.errors = weights.resolveSibling(kind + ".errors");
    this.result = weights.resolveSibling(kind + ".result");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.addAll(
        List.of(
            "--add-modules=jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            kind.name(),
            options.directory().toString(),
            model,
            weights.toString(),
            Integer.toString(options.threads()),
            result.toString(),
            options.variant().orElse("")));
    this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    this.in = process.inputReader();
    this.out = process.outputWriter();
    answer();
  }

  /** This JVM's own options for compilers, heap and the like: they hold for all engines. */
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-X"))
        .toList();
  }

  /** The first output for the sample's input. */
  float[] result() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(result));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** The nanoseconds of a call when it is warm. */
  double warmUp() throws IOException {
    return nanos(0);
  }

  /** The nanoseconds of a call in that many. */
  double nanos(long calls) throws IOException {
    out.write(Long.toString(calls));
    out.newLine();
    out.flush();
    return Double.parseDouble(answer());
  }

  private String answer() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the process of " + kind + " ended:\n" + Files.readString(errors));
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    out.close();
    in.close();
    process.destroy();
  }
}
