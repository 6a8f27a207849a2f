package dev.lamina.runtime;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Objects;

/** Loads generated classes: finds the descriptor, chooses the variant, packs the weights. */
public final class Loader {
  private Loader() {}

  /**
   * Loads the network of the class that the lookup is for. Generated code calls it.
   *
   * @param lookup a full-power lookup of the generated class
   * @throws WeightsException if the weights cannot be read or do not fit
   * @throws IllegalArgumentException if the options ask for what is not there, or the descriptor is
   *     damaged or of a newer format
   */
  public static Loaded load(MethodHandles.Lookup lookup, LoadOptions options) {
    Objects.requireNonNull(options, "the options are null");
    Class<?> network = lookup.lookupClass();
    Descriptor descriptor = readDescriptor(network);
    VariantChoice choice =
        VariantChoice.choose(
            descriptor.variants(),
            Machine.probe(lookup),
            options,
            System.getProperty(VariantChoice.PROPERTY));
    Descriptor.Variant variant = choice.variant();
    Program program = newProgram(lookup, variant);
    float[][] weights = packWeights(network, descriptor, variant, options, program);
    Engine engine =
        new Engine(
            new Arguments(
                descriptor.className(), new Signature(descriptor.inputs(), descriptor.outputs())),
            variant,
            program,
            weights,
            options.threads(),
            Runtime.getRuntime().availableProcessors());
    if (choice.fallback()) {
      warn(descriptor, choice);
    }
    if (options.warmUp()) {
      WarmUp.run(engine);
    }
    return new Loaded(descriptor, engine, choice.reason());
  }

  private static Descriptor readDescriptor(Class<?> network) {
    String name = network.getName();
    try (InputStream in = new BufferedInputStream(open(network, Descriptor.resource(name)))) {
      Descriptor descriptor = DescriptorFormat.read(in, name);
      if (!descriptor.className().equals(name)) {
        throw new IllegalArgumentException(
            String.format(
                "%s was compiled as %s: compile it again instead of renaming it",
                name, descriptor.className()));
      }
      return descriptor;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s cannot be loaded: the resource %s beside it cannot be read (%s)",
              name, Descriptor.resource(name), e.getMessage()),
          e);
    }
  }

  private static InputStream open(Class<?> network, String resource) throws IOException {
    InputStream in = network.getResourceAsStream("/" + resource);
    if (in == null) {
      throw new FileNotFoundException("there is none in the jar or directory of the class");
    }
    return in;
  }

  /** The packed weights; meanwhile the micro-kernels of a large network are warmed up. */
  private static float[][] packWeights(
      Class<?> network,
      Descriptor descriptor,
      Descriptor.Variant variant,
      LoadOptions options,
      Program program) {
    KernelWarmUp kernels = KernelWarmUp.start(program);
    try {
      float[][] weights = packWeights(network, descriptor, variant, options);
      kernels.await();
      return weights;
    } finally {
      kernels.stop();
    }
  }

  private static float[][] packWeights(
      Class<?> network, Descriptor descriptor, Descriptor.Variant variant, LoadOptions options) {
    String resource = Descriptor.weightsResource(descriptor.className());
    if (options.weights().isPresent()) {
      try (TensorSource source = TensorSource.open(options.weights().get())) {
        return pack(options.reader().apply(source), descriptor, variant, options);
      }
    }
    if (descriptor.weights().isPresent()) {
      try (TensorStream source = TensorStream.open(resource, () -> open(network, resource))) {
        float[][] packed =
            pack(options.reader().apply(source), descriptor, variant, LoadOptions.defaults());
        source.verify(descriptor.weights().getAsInt());
        return packed;
      }
    }
    if (descriptor.parameters().isEmpty()) {
      return new LoadInterpreter(variant.load(), ShardedTensors.none(), Map.of()).run();
    }
    throw new WeightsException(
        String.format(
            "%s has no weights in its jar: give a safetensors file, %s.load(Path), or compile it"
                + " with weights",
            descriptor.className(), network.getSimpleName()));
  }

  private static float[][] pack(
      TensorSource source, Descriptor descriptor, Descriptor.Variant variant, LoadOptions options) {
    Map<String, TensorInfo> tensors =
        WeightsCheck.match(
            source.name(),
            descriptor.className(),
            descriptor.parameters(),
            source.tensors(),
            options);
    return new LoadInterpreter(variant.load(), source, tensors).run();
  }

  private static Program newProgram(MethodHandles.Lookup lookup, Descriptor.Variant variant) {
    try {
      Class<?> program = lookup.findClass(variant.programClass());
      return (Program)
          lookup
              .findConstructor(program, MethodType.methodType(void.class))
              .asType(MethodType.methodType(Program.class))
              .invokeExact();
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException(
          String.format(
              "%s cannot be loaded: its class %s is missing or damaged (%s)",
              lookup.lookupClass().getName(), variant.programClass(), e),
          e);
    }
  }

  /** The only line that is logged: loading the logger takes tens of milliseconds. */
  private static void warn(Descriptor descriptor, VariantChoice choice) {
    System.getLogger("dev.lamina")
        .log(
            System.Logger.Level.WARNING,
            descriptor.className() + " runs as " + choice.variant().id() + ": " + choice.reason());
  }
}
