package dev.lamina.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a load program: vectors in registers first, then every raw tensor once, in the order it lies
 * in its source, into all packed arrays that take it.
 */
final class LoadInterpreter {
  private final LoadProgram program;
  private final TensorSource source;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, Integer> order = new HashMap<>();
  private final Decoder decoder = new Decoder();

  /**
   * Prepares a run.
   *
   * @param tensors the source's tensors by the names that the program knows them by
   */
  LoadInterpreter(LoadProgram program, TensorSource source, Map<String, TensorInfo> tensors) {
    this.program = program;
    this.source = source;
    this.tensors = tensors;
    List<TensorInfo> all = source.tensors();
    for (int i = 0; i < all.size(); i++) {
      order.put(all.get(i).name(), i);
    }
  }

  /** The packed arrays. */
  float[][] run() {
    Map<String, double[]> held = readHeld();
    double[][] registers = Registers.compute(program.vectors(), held);
    float[][] packed = new float[program.packedSizes().size()][];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = new float[length(program.packedSizes(), i)];
    }
    Map<String, List<Scatter>> streamed = new LinkedHashMap<>();
    for (LoadProgram.Pack pack : program.packs()) {
      Scatter scatter = Scatter.of(pack, packed[pack.target()], registers);
      double[] values = pack.raw() == null ? registers[pack.register()] : held.get(pack.raw());
      if (values == null) {
        List<Scatter> scatters = streamed.get(pack.raw());
        if (scatters == null) {
          scatters = new ArrayList<>();
          streamed.put(pack.raw(), scatters);
        }
        scatters.add(scatter);
      } else {
        scatter.requireSource(values.length);
        scatter.accept(values, values.length);
      }
    }
    for (String name : inOrder(streamed.keySet())) {
      stream(tensors.get(name), streamed.get(name));
    }
    return packed;
  }

  /**
   * An only array of more than a first-level cache is made large enough for G1 to put it at the
   * beginning of a region, and with it of a line of the caches: half a region, of which a heap has
   * 2048 of at least 1 and at most 32 MB.
   */
  private static int length(List<Integer> sizes, int i) {
    int size = sizes.get(i);
    if (sizes.size() > 1 || size <= 1 << 13) {
      return size;
    }
    long heap = Runtime.getRuntime().maxMemory();
    long half = Long.highestOneBit(((heap - 1) >> 12) | (1 << 18)) / 2;
    return (int) Math.max(size, Math.min(half, 1 << 22));
  }

  private Map<String, double[]> readHeld() {
    List<String> names = new ArrayList<>();
    for (LoadProgram.Vector vector : program.vectors()) {
      if (vector.op() == LoadProgram.Op.RAW) {
        names.add(vector.raw());
      }
    }
    Map<String, double[]> held = new HashMap<>();
    for (String name : inOrder(names)) {
      held.put(name, source.doubles(tensors.get(name)));
    }
    return held;
  }

  /** Those names in the order their tensors lie in the source. */
  private Iterable<String> inOrder(Iterable<String> names) {
    TreeMap<Integer, String> sorted = new TreeMap<>();
    for (String name : names) {
      TensorInfo tensor = tensors.get(name);
      if (tensor == null) {
        throw new IllegalStateException(
            "the load program needs " + Text.quote(name) + ", which is no parameter");
      }
      sorted.put(order.get(tensor.name()), name);
    }
    return sorted.values();
  }

  private void stream(TensorInfo tensor, List<Scatter> scatters) {
    Decoder.requireReadable(source, tensor);
    boolean copies = true;
    for (Scatter scatter : scatters) {
      scatter.requireSource(tensor.elements());
      copies &= scatter.copies();
    }
    boolean floats = copies;
    source.read(tensor, chunk -> accept(chunk, tensor.dtype(), scatters, floats));
  }

  private void accept(ByteBuffer chunk, DType dtype, List<Scatter> scatters, boolean floats) {
    int count = Decoder.count(chunk, dtype);
    if (floats) {
      float[] values = decoder.floats(chunk, dtype);
      for (Scatter scatter : scatters) {
        scatter.accept(values, count);
      }
    } else {
      double[] values = decoder.doubles(chunk, dtype);
      for (Scatter scatter : scatters) {
        scatter.accept(values, count);
      }
    }
  }
}
