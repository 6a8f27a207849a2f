package dev.lamina.runtime;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of a descriptor and checks that a program could run with it. */
final class DescriptorReader {
  private final DataInputStream in;

  DescriptorReader(ByteArrayInputStream in) {
    this.in = new DataInputStream(in);
  }

  /** What the body says cannot be. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** Reads an element of a list. */
  private interface Element<T> {
    T read() throws IOException;
  }

  Descriptor read(String compiler) throws IOException {
    Descriptor descriptor =
        new Descriptor(
            compiler,
            in.readUTF(),
            list(this::port),
            list(this::port),
            list(this::parameter),
            new Descriptor.Weights(in.readBoolean(), in.readInt()),
            list(this::variant));
    require(in.read() < 0, "something follows its end");
    require(!descriptor.inputs().isEmpty(), "it has no inputs");
    require(!descriptor.outputs().isEmpty(), "it has no outputs");
    require(!descriptor.variants().isEmpty(), "it has no variants");
    return descriptor;
  }

  private Descriptor.Port port() throws IOException {
    return new Descriptor.Port(in.readUTF(), shape());
  }

  private Descriptor.Parameter parameter() throws IOException {
    return new Descriptor.Parameter(in.readUTF(), shape());
  }

  private List<Integer> shape() throws IOException {
    List<Integer> shape = list(in::readInt);
    long size = 1;
    for (int dimension : shape) {
      require(dimension > 0, "a size is not positive: " + dimension);
      size *= dimension;
      require(size <= Integer.MAX_VALUE, "a shape is too large: " + Text.shape(shape));
    }
    return shape;
  }

  private Descriptor.Variant variant() throws IOException {
    Descriptor.Variant variant =
        new Descriptor.Variant(
            in.readUTF(),
            in.readInt(),
            in.readBoolean(),
            in.readUTF(),
            list(this::step),
            list(this::table),
            list(this::length),
            in.readInt(),
            load());
    require(variant.lanes() > 0, "a variant has " + variant.lanes() + " lanes");
    require(variant.chunk() > 0, "a variant has a chunk of " + variant.chunk());
    return variant;
  }

  private Descriptor.Step step() throws IOException {
    Descriptor.Step step =
        new Descriptor.Step(in.readUTF(), in.readInt(), in.readInt(), in.readLong());
    require(
        step.tile() > 0 && step.unitsPerTile() >= 0 && step.costPerUnit() >= 0,
        "a step cannot be: " + step);
    return step;
  }

  private int[] table() throws IOException {
    int[] table = new int[count(4)];
    for (int i = 0; i < table.length; i++) {
      table[i] = in.readInt();
    }
    return table;
  }

  private int length() throws IOException {
    int length = in.readInt();
    require(length >= 0, "an array has a length of " + length);
    return length;
  }

  private LoadProgram load() throws IOException {
    List<LoadProgram.Vector> vectors = new ArrayList<>();
    int count = count(1);
    for (int i = 0; i < count; i++) {
      vectors.add(vector(i));
    }
    List<LoadProgram.Pack> packs = list(this::pack);
    LoadProgram program = new LoadProgram(vectors, packs, list(this::length));
    for (LoadProgram.Pack pack : packs) {
      require(
          pack.target() >= 0 && pack.target() < program.packedSizes().size(),
          "a pack has no array " + pack.target());
      require(
          pack.raw() != null || (pack.register() >= 0 && pack.register() < count),
          "a pack has no register " + pack.register());
      require(
          pack.scale() < 0
              || (pack.scale() < count
                  && pack.scaleDim() >= 0
                  && pack.scaleDim() < pack.dims().size()),
          "a pack cannot be scaled by register " + pack.scale());
    }
    return program;
  }

  private LoadProgram.Vector vector(int index) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 0 -> new LoadProgram.Vector.Raw(in.readUTF());
      case 1 -> new LoadProgram.Vector.Constant(doubles());
      case 2 -> new LoadProgram.Vector.Binary(op(), register(index), register(index));
      case 3 -> new LoadProgram.Vector.Sqrt(register(index));
      case 4 -> new LoadProgram.Vector.Scaled(register(index), register(index), positive());
      case 5 -> new LoadProgram.Vector.RowSums(register(index), positive());
      default -> throw new Malformed("an instruction has the unknown kind " + kind);
    };
  }

  private LoadProgram.Op op() throws IOException {
    int ordinal = in.readUnsignedByte();
    LoadProgram.Op[] ops = LoadProgram.Op.values();
    require(ordinal < ops.length, "an operation has the unknown number " + ordinal);
    return ops[ordinal];
  }

  private int register(int limit) throws IOException {
    int register = in.readInt();
    require(register >= 0 && register < limit, "register " + register + " is not written yet");
    return register;
  }

  private int positive() throws IOException {
    int value = in.readInt();
    require(value > 0, "a size is not positive: " + value);
    return value;
  }

  private LoadProgram.Pack pack() throws IOException {
    int target = in.readInt();
    int base = in.readInt();
    boolean raw = in.readBoolean();
    String name = raw ? in.readUTF() : null;
    int register = raw ? -1 : in.readInt();
    double[][] transform = new double[count(4)][];
    for (int i = 0; i < transform.length; i++) {
      transform[i] = doubles();
      require(
          transform[i].length > 0 && transform[i].length == transform[0].length,
          "the rows of a transform differ");
    }
    return new LoadProgram.Pack(
        target,
        base,
        name,
        register,
        transform.length == 0 ? null : transform,
        list(this::dim),
        in.readInt(),
        in.readInt());
  }

  private LoadProgram.Dim dim() throws IOException {
    return new LoadProgram.Dim(positive(), list(this::term));
  }

  private LoadProgram.Term term() throws IOException {
    int divisor = positive();
    return new LoadProgram.Term(divisor, length(), in.readInt());
  }

  private double[] doubles() throws IOException {
    double[] values = new double[count(8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private <T> List<T> list(Element<T> element) throws IOException {
    int count = count(1);
    List<T> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(element.read());
    }
    return values;
  }

  /** Reads how many elements follow, each of at least that many bytes. */
  private int count(int elementBytes) throws IOException {
    int count = in.readInt();
    require(
        count >= 0 && count <= in.available() / elementBytes,
        "a list of " + count + " elements does not fit");
    return count;
  }

  private static void require(boolean condition, String otherwise) throws Malformed {
    if (!condition) {
      throw new Malformed(otherwise);
    }
  }
}
