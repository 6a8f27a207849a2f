package dev.lamina.runtime;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads the body of a descriptor and checks that a program could run with it. */
final class DescriptorReader {
  private final DataInputStream in;

  DescriptorReader(ByteArrayInputStream in) {
    this.in = new DataInputStream(in);
  }

  Descriptor read(String compiler) throws IOException {
    Descriptor descriptor =
        new Descriptor(
            compiler, in.readUTF(), tensors(), tensors(), tensors(), weights(), variants());
    require(in.read() < 0, "something follows its end", 0);
    require(!descriptor.inputs().isEmpty(), "it has no inputs", 0);
    require(!descriptor.outputs().isEmpty(), "it has no outputs", 0);
    require(!descriptor.variants().isEmpty(), "it has no variants", 0);
    return descriptor;
  }

  private List<Descriptor.Tensor> tensors() throws IOException {
    List<Descriptor.Tensor> tensors = new ArrayList<>();
    for (int left = count(1); left > 0; left--) {
      tensors.add(new Descriptor.Tensor(in.readUTF(), shape(), in.readBoolean()));
    }
    return tensors;
  }

  private List<Integer> shape() throws IOException {
    List<Integer> shape = lengths();
    long size = 1;
    for (int dimension : shape) {
      size *= dimension;
      require(
          size > 0 && size <= Integer.MAX_VALUE,
          "a dimension of ? does not fit in its shape",
          dimension);
    }
    return shape;
  }

  private OptionalInt weights() throws IOException {
    return in.readBoolean() ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
  }

  private List<Descriptor.Variant> variants() throws IOException {
    List<Descriptor.Variant> variants = new ArrayList<>();
    for (int left = count(1); left > 0; left--) {
      variants.add(
          new Descriptor.Variant(
              in.readUTF(),
              positive(),
              in.readBoolean(),
              in.readUTF(),
              steps(),
              tables(),
              lengths(),
              positive(),
              load()));
    }
    return variants;
  }

  private List<Descriptor.Step> steps() throws IOException {
    List<Descriptor.Step> steps = new ArrayList<>();
    for (int left = count(1); left > 0; left--) {
      Descriptor.Step step = new Descriptor.Step(in.readUTF(), positive(), length(), in.readLong());
      require(step.costPerUnit() >= 0, "step ? costs less than nothing", steps.size());
      steps.add(step);
    }
    return steps;
  }

  private List<int[]> tables() throws IOException {
    List<int[]> tables = new ArrayList<>();
    for (int left = count(4); left > 0; left--) {
      tables.add(table());
    }
    return tables;
  }

  private int[] table() throws IOException {
    int[] table = new int[count(4)];
    ByteBuffer.wrap(in.readNBytes(4 * table.length)).asIntBuffer().get(table);
    return table;
  }

  private int length() throws IOException {
    int length = in.readInt();
    require(length >= 0, "a length is negative: ?", length);
    return length;
  }

  private List<Integer> lengths() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    for (int left = count(4); left > 0; left--) {
      lengths.add(length());
    }
    return lengths;
  }

  private LoadProgram load() throws IOException {
    List<LoadProgram.Vector> vectors = new ArrayList<>();
    int registers = count(1);
    for (int i = 0; i < registers; i++) {
      vectors.add(vector(i));
    }
    List<LoadProgram.Pack> packs = new ArrayList<>();
    for (int left = count(1); left > 0; left--) {
      packs.add(pack(registers));
    }
    LoadProgram program = new LoadProgram(vectors, packs, lengths());
    for (LoadProgram.Pack pack : packs) {
      require(pack.target() < program.packedSizes().size(), "a pack has no array ?", pack.target());
    }
    return program;
  }

  private LoadProgram.Vector vector(int index) throws IOException {
    int ordinal = in.readUnsignedByte();
    LoadProgram.Op[] ops = LoadProgram.Op.values();
    require(ordinal < ops.length, "an instruction is of the unknown kind ?", ordinal);
    LoadProgram.Op op = ops[ordinal];
    return new LoadProgram.Vector(
        op,
        in.readUTF(),
        doubles(),
        op.operands() > 0 ? register(index) : -1,
        op.operands() > 1 ? register(index) : -1,
        positive());
  }

  /** Reads one of the first {@code limit} registers. */
  private int register(int limit) throws IOException {
    int register = in.readInt();
    require(register >= 0 && register < limit, "register ? is not written yet", register);
    return register;
  }

  private int positive() throws IOException {
    int value = in.readInt();
    require(value > 0, "a size is not positive: ?", value);
    return value;
  }

  private LoadProgram.Pack pack(int registers) throws IOException {
    int target = length();
    int base = in.readInt();
    boolean raw = in.readBoolean();
    LoadProgram.Pack pack =
        new LoadProgram.Pack(
            target,
            base,
            raw ? in.readUTF() : null,
            raw ? -1 : register(registers),
            transform(),
            dims(),
            in.readInt(),
            in.readInt());
    require(
        pack.scale() < registers
            && pack.scaleDim() >= 0
            && (pack.scale() < 0 || pack.scaleDim() < pack.dims().size()),
        "a pack cannot be scaled by register ?",
        pack.scale());
    return pack;
  }

  private double[][] transform() throws IOException {
    double[][] transform = new double[count(4)][];
    for (int i = 0; i < transform.length; i++) {
      transform[i] = doubles();
      require(
          transform[i].length > 0 && transform[i].length == transform[0].length,
          "the rows of a transform differ",
          0);
    }
    return transform.length == 0 ? null : transform;
  }

  private List<LoadProgram.Dim> dims() throws IOException {
    List<LoadProgram.Dim> dims = new ArrayList<>();
    for (int left = count(1); left > 0; left--) {
      dims.add(new LoadProgram.Dim(positive(), terms()));
    }
    return dims;
  }

  private List<LoadProgram.Term> terms() throws IOException {
    List<LoadProgram.Term> terms = new ArrayList<>();
    for (int left = count(1); left > 0; left--) {
      terms.add(new LoadProgram.Term(positive(), length(), in.readInt()));
    }
    return terms;
  }

  private double[] doubles() throws IOException {
    double[] values = new double[count(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  /** Reads how many elements follow, each of at least that many bytes. */
  private int count(int elementBytes) throws IOException {
    int count = in.readInt();
    require(
        count >= 0 && count <= in.available() / elementBytes,
        "a list of ? elements does not fit",
        count);
    return count;
  }

  /** The message is put together only where it is needed: nothing is compiled yet. */
  private static void require(boolean condition, String otherwise, int value)
      throws StreamCorruptedException {
    if (!condition) {
      throw new StreamCorruptedException(otherwise.replace("?", "" + value));
    }
  }
}
