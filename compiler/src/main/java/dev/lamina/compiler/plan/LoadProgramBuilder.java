package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.runtime.LoadProgram;
import dev.lamina.runtime.LoadProgram.Pack;
import dev.lamina.runtime.LoadProgram.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns weights as expressions into a load program: a raw tensor, with or without a factor along a
 * dimension, is streamed into its packed array; everything else is computed in registers first.
 */
final class LoadProgramBuilder {
  private static final int NONE = -1;

  private final List<Vector> vectors = new ArrayList<>();
  private final List<Pack> packs = new ArrayList<>();
  private final Map<Weight, Integer> registers = new HashMap<>();

  private LoadProgramBuilder() {}

  /** The program that packs weights, each into its place. */
  static LoadProgram build(List<Draft.PackedWeight> weights, WeightMemory memory) {
    LoadProgramBuilder builder = new LoadProgramBuilder();
    for (int i = 0; i < weights.size(); i++) {
      builder.pack(weights.get(i).weight(), weights.get(i).packing(), memory.places().get(i));
    }
    return new LoadProgram(builder.vectors, builder.packs, memory.sizes());
  }

  private void pack(Weight weight, Packing packing, Operand.Packed place) {
    Weight scaled = weight;
    int scale = NONE;
    int dim = 0;
    if (weight instanceof Weight.Scaled s && raw(s.a()) != null && streams(s.dim(), packing)) {
      scaled = s.a();
      scale = register(s.factor());
      dim = s.dim();
    }
    String raw = raw(scaled);
    packs.add(
        new Pack(
            place.array(),
            place.offset(),
            raw,
            raw == null ? register(scaled) : NONE,
            packing.transform(),
            packing.dims(),
            scale,
            dim));
  }

  /** Whether dimension {@code dim} is still there after the packing's transform. */
  private static boolean streams(int dim, Packing packing) {
    return packing.transform() == null || dim < packing.dims().size() - 1;
  }

  /** The tensor's name where the weight is one, in whatever shape. */
  private static String raw(Weight weight) {
    if (weight instanceof Weight.View view) {
      return raw(view.a());
    }
    return weight instanceof Weight.Raw raw ? raw.name() : null;
  }

  private int register(Weight weight) {
    Integer known = registers.get(weight);
    if (known == null) {
      known = compute(weight);
      registers.put(weight, known);
    }
    return known;
  }

  private int compute(Weight weight) {
    if (weight instanceof Weight.Raw raw) {
      return emit(Vector.raw(raw.name()));
    }
    if (weight instanceof Weight.Constant c) {
      return emit(Vector.constant(c.values().stream().mapToDouble(Double::doubleValue).toArray()));
    }
    if (weight instanceof Weight.Binary b) {
      int left = register(b.a());
      return emit(Vector.binary(LoadProgram.Op.valueOf(b.op().name()), left, register(b.b())));
    }
    if (weight instanceof Weight.Sqrt s) {
      return emit(Vector.sqrt(register(s.a())));
    }
    if (weight instanceof Weight.Scaled s) {
      return scaled(s.a(), s.factor(), s.dim());
    }
    if (weight instanceof Weight.Contracted c) {
      return emit(Vector.rowSums(scaled(c.a(), c.factor(), c.dim()), c.a().shape().size(0)));
    }
    return register(((Weight.View) weight).a());
  }

  private int scaled(Weight a, Weight factor, int dim) {
    int inner = Math.toIntExact(a.shape().elements(dim + 1, a.shape().rank()));
    int register = register(a);
    return emit(Vector.scaled(register, register(factor), inner));
  }

  private int emit(Vector vector) {
    vectors.add(vector);
    return vectors.size() - 1;
  }
}
