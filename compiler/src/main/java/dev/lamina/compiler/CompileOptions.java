package dev.lamina.compiler;

import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a network is compiled. Immutable; each method gives a changed copy:
 *
 * <pre>{@code
 * CompileOptions options = CompileOptions.defaults().shape(3, 32, 32).weights(Path.of("w.safetensors"));
 * }</pre>
 */
public final class CompileOptions {
  private static final CompileOptions DEFAULTS = new CompileOptions(new Values());

  private final Values values;

  private CompileOptions(Values values) {
    this.values = values;
  }

  /** The fields; a copy is changed before it is published. */
  private static final class Values {
    private Map<Optional<String>, List<Integer>> shapes = new LinkedHashMap<>();
    private Optional<Path> weights = Optional.empty();
    private OptionalLong randomWeights = OptionalLong.empty();
    private String stripPrefix = "";
    private List<String> ignore = new ArrayList<>();
    private Optional<String> packageName = Optional.empty();
    private Optional<String> defaultPackage = Optional.empty();
    private Optional<String> simpleName = Optional.empty();
    private Optional<Path> directory = Optional.empty();
    private Set<String> passesOff = new TreeSet<>();
    private Set<Target> targets = EnumSet.allOf(Target.class);
    private WeightsType weightsType = WeightsType.F32;
    private boolean exact;
    private boolean standalone;
    private boolean strict;
    private boolean optionalVectorModule;

    Values copy() {
      Values copy = new Values();
      copy.shapes = new LinkedHashMap<>(shapes);
      copy.weights = weights;
      copy.randomWeights = randomWeights;
      copy.stripPrefix = stripPrefix;
      copy.ignore = new ArrayList<>(ignore);
      copy.packageName = packageName;
      copy.defaultPackage = defaultPackage;
      copy.simpleName = simpleName;
      copy.directory = directory;
      copy.passesOff = new TreeSet<>(passesOff);
      copy.targets = EnumSet.copyOf(targets);
      copy.weightsType = weightsType;
      copy.exact = exact;
      copy.standalone = standalone;
      copy.strict = strict;
      copy.optionalVectorModule = optionalVectorModule;
      return copy;
    }
  }

  /** Nothing from outside, every pass, code for every kind of machine. */
  public static CompileOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The shape of the only input, without its batch, where the source does not declare one.
   *
   * @throws IllegalArgumentException if there is no size, or one below 1
   */
  public CompileOptions shape(int... sizes) {
    return shape(Optional.empty(), sizes);
  }

  /**
   * The shape of the input of that name, without its batch.
   *
   * @throws IllegalArgumentException if there is no size, or one below 1
   */
  public CompileOptions shape(String input, int... sizes) {
    Objects.requireNonNull(input, "the input's name is null");
    return shape(Optional.of(input), sizes);
  }

  /** The shape of an input, without its batch, where the source does not declare one. */
  public CompileOptions shape(InputShape shape) {
    return shape(shape.input(), shape.sizes().stream().mapToInt(Integer::intValue).toArray());
  }

  private CompileOptions shape(Optional<String> input, int... sizes) {
    Objects.requireNonNull(sizes, "the sizes are null");
    if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(s -> s < 1)) {
      throw new IllegalArgumentException(
          "a shape has one size or more, each at least 1, without the batch: shape(3, 32, 32); got "
              + Arrays.toString(sizes));
    }
    Values changed = values.copy();
    changed.shapes.put(input, Arrays.stream(sizes).boxed().toList());
    return new CompileOptions(changed);
  }

  /**
   * Weights from a safetensors file, or the {@code .index.json} of a sharded one. They go into the
   * jar, and give sizes that the source leaves out. Overrides the source's {@code weights}.
   */
  public CompileOptions weights(Path file) {
    Objects.requireNonNull(file, "the weights' path is null");
    Values changed = values.copy();
    changed.weights = Optional.of(file);
    return new CompileOptions(changed);
  }

  /** The directory that a {@code weights} statement in a text without a file is relative to. */
  public CompileOptions directory(Path directory) {
    Objects.requireNonNull(directory, "the directory is null");
    Values changed = values.copy();
    changed.directory = Optional.of(directory);
    return new CompileOptions(changed);
  }

  /** Random weights, initialised as PyTorch does; the same seed gives the same ones. */
  public CompileOptions randomWeights(long seed) {
    Values changed = values.copy();
    changed.randomWeights = OptionalLong.of(seed);
    return new CompileOptions(changed);
  }

  /** Takes that prefix, such as {@code module.}, off the names in the weights file that have it. */
  public CompileOptions stripPrefix(String prefix) {
    Objects.requireNonNull(prefix, "the prefix is null");
    Values changed = values.copy();
    changed.stripPrefix = prefix;
    return new CompileOptions(changed);
  }

  /**
   * Leaves out tensors of the weights file whose names match, {@code *} standing for anything; may
   * be given several times.
   */
  public CompileOptions ignore(String pattern) {
    Objects.requireNonNull(pattern, "the pattern is null");
    Values changed = values.copy();
    changed.ignore.add(pattern);
    return new CompileOptions(changed);
  }

  /** The package of the generated class, instead of what the source says. */
  public CompileOptions packageName(String name) {
    Objects.requireNonNull(name, "the package's name is null");
    Values changed = values.copy();
    changed.packageName = Optional.of(name);
    return new CompileOptions(changed);
  }

  /** The package of the generated class where the source says none; empty for the unnamed one. */
  public CompileOptions defaultPackage(String name) {
    Objects.requireNonNull(name, "the package's name is null");
    Values changed = values.copy();
    changed.defaultPackage = Optional.of(name);
    return new CompileOptions(changed);
  }

  /** The generated class's name without its package, instead of what the source says. */
  public CompileOptions simpleName(String name) {
    Objects.requireNonNull(name, "the class's name is null");
    Values changed = values.copy();
    changed.simpleName = Optional.of(name);
    return new CompileOptions(changed);
  }

  /**
   * Switches a pass off, such as {@code fold-batch-norm}.
   *
   * @throws IllegalArgumentException if there is no such pass
   */
  public CompileOptions withoutPass(String name) {
    Objects.requireNonNull(name, "the pass's name is null");
    if (!Passes.names().contains(name)) {
      throw new IllegalArgumentException(
          "there is no pass '" + name + "'; the passes are " + String.join(", ", Passes.names()));
    }
    Values changed = values.copy();
    changed.passesOff.add(name);
    return new CompileOptions(changed);
  }

  /**
   * Makes code for these targets alone.
   *
   * @throws IllegalArgumentException if there is none
   */
  public CompileOptions targets(Set<Target> targets) {
    Objects.requireNonNull(targets, "the targets are null");
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("no target is given");
    }
    Values changed = values.copy();
    changed.targets = EnumSet.copyOf(targets);
    return new CompileOptions(changed);
  }

  /**
   * How the jar stores the weights of convolutions and linear layers: with fewer bits, it is
   * smaller and less exact.
   */
  public CompileOptions weightsType(WeightsType type) {
    Objects.requireNonNull(type, "the weights' type is null");
    Values changed = values.copy();
    changed.weightsType = type;
    return new CompileOptions(changed);
  }

  /** Whether NaN and infinities must travel exactly as in PyTorch. */
  public CompileOptions exact(boolean wanted) {
    Values changed = values.copy();
    changed.exact = wanted;
    return new CompileOptions(changed);
  }

  /** Whether the jar brings the runtime along, so that it needs no other. */
  public CompileOptions standalone(boolean wanted) {
    Values changed = values.copy();
    changed.standalone = wanted;
    return new CompileOptions(changed);
  }

  /** Whether warnings are errors. */
  public CompileOptions strict(boolean wanted) {
    Values changed = values.copy();
    changed.strict = wanted;
    return new CompileOptions(changed);
  }

  /** Whether the jar's module may run without {@code jdk.incubator.vector}, as scalar code. */
  public CompileOptions optionalVectorModule(boolean wanted) {
    Values changed = values.copy();
    changed.optionalVectorModule = wanted;
    return new CompileOptions(changed);
  }

  Map<Optional<String>, List<Integer>> shapes() {
    return values.shapes;
  }

  Optional<Path> weights() {
    return values.weights;
  }

  OptionalLong randomWeights() {
    return values.randomWeights;
  }

  String stripPrefix() {
    return values.stripPrefix;
  }

  List<String> ignore() {
    return values.ignore;
  }

  /** Whether there is anything that only makes sense with a weights file. */
  boolean concernsWeightsFile() {
    return !values.stripPrefix.isEmpty() || !values.ignore.isEmpty();
  }

  Optional<String> packageName() {
    return values.packageName;
  }

  Optional<String> defaultPackage() {
    return values.defaultPackage;
  }

  Optional<String> simpleName() {
    return values.simpleName;
  }

  Optional<Path> directory() {
    return values.directory;
  }

  Set<String> passesOff() {
    return values.passesOff;
  }

  Set<Target> targets() {
    return values.targets;
  }

  WeightsType weightsType() {
    return values.weightsType;
  }

  boolean exact() {
    return values.exact;
  }

  boolean standalone() {
    return values.standalone;
  }

  boolean strict() {
    return values.strict;
  }

  boolean optionalVectorModule() {
    return values.optionalVectorModule;
  }
}
