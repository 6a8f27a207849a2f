package dev.lamina.compiler.jar;

import dev.lamina.compiler.emit.ClassFile;
import dev.lamina.compiler.emit.Emitter;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Input;
import dev.lamina.runtime.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A compiled network: what becomes a jar or is defined in memory.
 *
 * @param descriptor what the runtime reads
 * @param classes in the order they are stored
 * @param weights the raw weights, if they go along
 */
public record Bundle(Descriptor descriptor, List<ClassFile> classes, Optional<RawWeights> weights) {
  public Bundle {
    classes = List.copyOf(classes);
  }

  /**
   * Bundles a network.
   *
   * @param graph the network as elaborated
   * @param emission its classes and variants
   * @param compiler the version of the compiler
   * @param weights the raw weights, if they go along
   */
  public static Bundle of(
      Graph graph, Emitter.Emission emission, String compiler, Optional<RawWeights> weights) {
    return of(graph, emission, compiler, weights, List.of());
  }

  /**
   * Bundles a network that takes more tensors than its own.
   *
   * @param graph the network as elaborated
   * @param emission its classes and variants
   * @param compiler the version of the compiler
   * @param weights the raw weights, if they go along
   * @param further those tensors
   */
  public static Bundle of(
      Graph graph,
      Emitter.Emission emission,
      String compiler,
      Optional<RawWeights> weights,
      List<Descriptor.Tensor> further) {
    List<Descriptor.Tensor> parameters = new ArrayList<>(parameters(graph));
    parameters.addAll(further);
    Descriptor descriptor =
        new Descriptor(
            compiler,
            emission.className(),
            inputs(graph),
            outputs(graph),
            parameters,
            weights.map(w -> OptionalInt.of(w.checksum())).orElse(OptionalInt.empty()),
            emission.variants());
    return new Bundle(descriptor, emission.classes(), weights);
  }

  private static List<Descriptor.Tensor> inputs(Graph graph) {
    return graph.inputs().stream()
        .map(graph::node)
        .map(
            node ->
                new Descriptor.Tensor(
                    node.path(),
                    sizes(node.shape().sizes()),
                    node.layer() instanceof Input input && input.isBytes()))
        .toList();
  }

  private static List<Descriptor.Tensor> outputs(Graph graph) {
    return graph.outputs().stream()
        .map(o -> new Descriptor.Tensor(o.name(), sizes(graph.node(o.node()).shape().sizes())))
        .toList();
  }

  private static List<Descriptor.Tensor> parameters(Graph graph) {
    List<Descriptor.Tensor> parameters = new ArrayList<>();
    graph
        .rawParameters()
        .forEach(
            (name, p) -> parameters.add(new Descriptor.Tensor(name, sizes(p.shape().sizes()))));
    return parameters;
  }

  private static List<Integer> sizes(int[] sizes) {
    return Arrays.stream(sizes).boxed().toList();
  }

  /** This bundle without the classes of those names. */
  public Bundle without(String... names) {
    List<String> dropped = List.of(names);
    List<ClassFile> kept = classes.stream().filter(c -> !dropped.contains(c.name())).toList();
    return new Bundle(descriptor, kept, weights);
  }

  /** Writes the classes, the descriptor and the weights, in the order in which a jar has them. */
  public void writeTo(FileSink sink) throws IOException {
    for (ClassFile classFile : classes) {
      write(sink, classFile.path(), classFile.bytes());
    }
    write(sink, Descriptor.resource(className()), descriptorBytes());
    if (weights.isPresent()) {
      try (OutputStream out = sink.open(Descriptor.weightsResource(className()))) {
        weights.get().writeChecked(out);
      }
    }
  }

  private static void write(FileSink sink, String path, byte[] bytes) throws IOException {
    try (OutputStream out = sink.open(path)) {
      out.write(bytes);
    }
  }

  /** The binary name of the network's class. */
  public String className() {
    return descriptor.className();
  }

  /** The descriptor as the resource that the runtime reads. */
  byte[] descriptorBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DescriptorWriter.write(descriptor, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
