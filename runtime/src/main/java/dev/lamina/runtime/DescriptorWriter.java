package dev.lamina.runtime;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** Writes the body of a descriptor; {@link DescriptorReader} is its mirror image. */
final class DescriptorWriter {
  private final DataOutputStream out;

  DescriptorWriter(DataOutputStream out) {
    this.out = out;
  }

  /** Writes an element of a list. */
  private interface Element<T> {
    void write(T value) throws IOException;
  }

  void write(Descriptor descriptor) throws IOException {
    text(descriptor.className());
    list(descriptor.inputs(), this::port);
    list(descriptor.outputs(), this::port);
    list(descriptor.parameters(), this::parameter);
    out.writeBoolean(descriptor.weights().embedded());
    out.writeInt(descriptor.weights().checksum());
    list(descriptor.variants(), this::variant);
  }

  private void port(Descriptor.Port port) throws IOException {
    text(port.name());
    list(port.shape(), out::writeInt);
  }

  private void parameter(Descriptor.Parameter parameter) throws IOException {
    text(parameter.name());
    list(parameter.shape(), out::writeInt);
  }

  private void variant(Descriptor.Variant variant) throws IOException {
    text(variant.id());
    out.writeInt(variant.lanes());
    out.writeBoolean(variant.fma());
    text(variant.programClass());
    list(variant.steps(), this::step);
    list(variant.tables(), this::table);
    list(variant.scratch(), out::writeInt);
    out.writeInt(variant.chunk());
    list(variant.load().vectors(), this::vector);
    list(variant.load().packs(), this::pack);
    list(variant.load().packedSizes(), out::writeInt);
  }

  private void step(Descriptor.Step step) throws IOException {
    text(step.name());
    out.writeInt(step.tile());
    out.writeInt(step.unitsPerTile());
    out.writeLong(step.costPerUnit());
  }

  private void table(int[] table) throws IOException {
    out.writeInt(table.length);
    for (int value : table) {
      out.writeInt(value);
    }
  }

  @SuppressWarnings("EnumOrdinal") // the format numbers the operations in their order
  private void vector(LoadProgram.Vector vector) throws IOException {
    if (vector instanceof LoadProgram.Vector.Raw raw) {
      out.writeByte(0);
      text(raw.name());
    } else if (vector instanceof LoadProgram.Vector.Constant constant) {
      out.writeByte(1);
      doubles(constant.values());
    } else if (vector instanceof LoadProgram.Vector.Binary binary) {
      out.writeByte(2);
      out.writeByte(binary.op().ordinal());
      out.writeInt(binary.a());
      out.writeInt(binary.b());
    } else if (vector instanceof LoadProgram.Vector.Sqrt sqrt) {
      out.writeByte(3);
      out.writeInt(sqrt.a());
    } else if (vector instanceof LoadProgram.Vector.Scaled scaled) {
      out.writeByte(4);
      out.writeInt(scaled.a());
      out.writeInt(scaled.factor());
      out.writeInt(scaled.inner());
    } else if (vector instanceof LoadProgram.Vector.RowSums sums) {
      out.writeByte(5);
      out.writeInt(sums.a());
      out.writeInt(sums.rows());
    }
  }

  private void pack(LoadProgram.Pack pack) throws IOException {
    out.writeInt(pack.target());
    out.writeInt(pack.base());
    out.writeBoolean(pack.raw() != null);
    if (pack.raw() != null) {
      text(pack.raw());
    } else {
      out.writeInt(pack.register());
    }
    double[][] transform = pack.transform() == null ? new double[0][] : pack.transform();
    out.writeInt(transform.length);
    for (double[] row : transform) {
      doubles(row);
    }
    list(pack.dims(), this::dim);
    out.writeInt(pack.scale());
    out.writeInt(pack.scaleDim());
  }

  private void dim(LoadProgram.Dim dim) throws IOException {
    out.writeInt(dim.size());
    list(dim.terms(), this::term);
  }

  private void term(LoadProgram.Term term) throws IOException {
    out.writeInt(term.divisor());
    out.writeInt(term.modulus());
    out.writeInt(term.stride());
  }

  private void doubles(double[] values) throws IOException {
    out.writeInt(values.length);
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private void text(String text) throws IOException {
    out.writeUTF(text);
  }

  private <T> void list(List<T> values, Element<? super T> element) throws IOException {
    out.writeInt(values.size());
    for (T value : values) {
      element.write(value);
    }
  }
}
