package dev.lamina.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a network is loaded. Immutable; each method gives a changed copy:
 *
 * <pre>{@code
 * LeNet net = LeNet.load(LoadOptions.defaults().threads(4).warmUp(true));
 * }</pre>
 */
public final class LoadOptions {
  /** How many threads a network may be given. */
  public static final int MAX_THREADS = 1024;

  private static final LoadOptions DEFAULTS =
      new LoadOptions(null, 1, false, null, "", List.of(), false, UnaryOperator.identity());

  private final Path weights;
  private final int threads;
  private final boolean warmUp;
  private final String variant;
  private final String stripPrefix;
  private final List<String> ignore;
  private final boolean allowUnused;
  private final UnaryOperator<TensorSource> reader;

  private LoadOptions(
      Path weights,
      int threads,
      boolean warmUp,
      String variant,
      String stripPrefix,
      List<String> ignore,
      boolean allowUnused,
      UnaryOperator<TensorSource> reader) {
    this.weights = weights;
    this.threads = threads;
    this.warmUp = warmUp;
    this.variant = variant;
    this.stripPrefix = stripPrefix;
    this.ignore = List.copyOf(ignore);
    this.allowUnused = allowUnused;
    this.reader = reader;
  }

  /**
   * The weights of the jar, one thread, no warm-up beyond the micro-kernels of large networks, the
   * best variant.
   */
  public static LoadOptions defaults() {
    return DEFAULTS;
  }

  /** Weights from a safetensors file, or the {@code .index.json} of a sharded one. */
  public LoadOptions weights(Path file) {
    Objects.requireNonNull(file, "the weights' path is null");
    return new LoadOptions(
        file, threads, warmUp, variant, stripPrefix, ignore, allowUnused, reader);
  }

  /**
   * Lets a call use up to that many threads, the caller's among them. 1 is the default: a service
   * brings its own concurrency; more than the machine has processors are started all the same, but
   * only cost. The result has the same bits for any number.
   *
   * @throws IllegalArgumentException unless it is from 1 to {@link #MAX_THREADS}
   */
  public LoadOptions threads(int count) {
    if (count < 1 || count > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be from 1 to " + MAX_THREADS + ", got " + count);
    }
    return new LoadOptions(
        weights, count, warmUp, variant, stripPrefix, ignore, allowUnused, reader);
  }

  /**
   * Runs the network on pretend input while loading, so that the JIT compiles it: one to some
   * seconds. Without it, the micro-kernels of a network whose calls take more than about 5 ms are
   * warmed up all the same, while its weights are packed.
   */
  public LoadOptions warmUp(boolean wanted) {
    return new LoadOptions(
        weights, threads, wanted, variant, stripPrefix, ignore, allowUnused, reader);
  }

  /**
   * Forces a variant, such as {@code scalar} or {@code simd256}, instead of the best for the
   * machine. The system property {@code lamina.variant} does so for every network.
   */
  public LoadOptions variant(String id) {
    Objects.requireNonNull(id, "the variant is null");
    return new LoadOptions(weights, threads, warmUp, id, stripPrefix, ignore, allowUnused, reader);
  }

  /** Takes that prefix, such as {@code module.}, off the names in the weights file that have it. */
  public LoadOptions stripPrefix(String prefix) {
    Objects.requireNonNull(prefix, "the prefix is null");
    return new LoadOptions(weights, threads, warmUp, variant, prefix, ignore, allowUnused, reader);
  }

  /**
   * Leaves out tensors of the weights file whose names match the pattern, in which {@code *} stands
   * for anything and {@code ?} for one character: {@code aux.*}. May be given several times.
   */
  public LoadOptions ignore(String pattern) {
    Objects.requireNonNull(pattern, "the pattern is null");
    List<String> patterns = new ArrayList<>(ignore);
    patterns.add(pattern);
    return new LoadOptions(
        weights, threads, warmUp, variant, stripPrefix, patterns, allowUnused, reader);
  }

  /**
   * Whether tensors of the weights file that the network does not use are an error, as they are by
   * default, or are left out.
   */
  public LoadOptions allowUnused(boolean allowed) {
    return new LoadOptions(weights, threads, warmUp, variant, stripPrefix, ignore, allowed, reader);
  }

  /**
   * Reads the weights through what that makes of them: to tell how much was read, for instance, or
   * to decrypt what a file holds.
   */
  public LoadOptions reader(UnaryOperator<TensorSource> made) {
    Objects.requireNonNull(made, "the reader is null");
    return new LoadOptions(
        weights, threads, warmUp, variant, stripPrefix, ignore, allowUnused, made);
  }

  /** The weights file, if not those of the jar. */
  public Optional<Path> weights() {
    return Optional.ofNullable(weights);
  }

  /** How many threads a call may use. */
  public int threads() {
    return threads;
  }

  /** Whether the network is run while loading. */
  public boolean warmUp() {
    return warmUp;
  }

  /** The variant that is forced, if one is. */
  public Optional<String> variant() {
    return Optional.ofNullable(variant);
  }

  /** The prefix taken off names in the weights file; empty if none. */
  public String stripPrefix() {
    return stripPrefix;
  }

  /** The patterns of names in the weights file that are left out. */
  public List<String> ignore() {
    return ignore;
  }

  /** Whether tensors that the network does not use are left out silently. */
  public boolean allowUnused() {
    return allowUnused;
  }

  /** What the weights are read through. */
  public UnaryOperator<TensorSource> reader() {
    return reader;
  }
}
