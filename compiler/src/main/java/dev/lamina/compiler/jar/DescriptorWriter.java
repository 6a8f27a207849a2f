package dev.lamina.compiler.jar;

import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.DescriptorFormat;
import dev.lamina.runtime.LoadProgram;
import dev.lamina.runtime.RuntimeVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes descriptors; {@link DescriptorFormat} reads them. */
public final class DescriptorWriter {
  private final DataOutputStream out;

  private DescriptorWriter(DataOutputStream out) {
    this.out = out;
  }

  /** Writes a descriptor; the stream is left open. */
  public static void write(Descriptor descriptor, OutputStream out) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(body)) {
      new DescriptorWriter(data).body(descriptor);
    }
    DataOutputStream data = new DataOutputStream(out);
    data.writeBytes(DescriptorFormat.MAGIC);
    data.writeShort(RuntimeVersion.FORMAT);
    data.writeUTF(descriptor.compiler());
    data.writeUTF(RuntimeVersion.CURRENT);
    data.writeInt(body.size());
    data.writeInt(DescriptorFormat.checksum(body.toByteArray()));
    data.write(body.toByteArray());
    data.flush();
  }

  /** Writes an element of a list. */
  private interface Element<T> {
    void write(T value) throws IOException;
  }

  private void body(Descriptor descriptor) throws IOException {
    text(descriptor.className());
    list(descriptor.inputs(), this::tensor);
    list(descriptor.outputs(), this::tensor);
    list(descriptor.parameters(), this::tensor);
    out.writeBoolean(descriptor.weights().isPresent());
    if (descriptor.weights().isPresent()) {
      out.writeInt(descriptor.weights().getAsInt());
    }
    list(descriptor.variants(), this::variant);
  }

  private void tensor(Descriptor.Tensor tensor) throws IOException {
    text(tensor.name());
    list(tensor.shape(), out::writeInt);
    out.writeBoolean(tensor.uint8());
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
    out.writeByte(vector.op().ordinal());
    text(vector.raw());
    doubles(vector.values());
    if (vector.op().operands() > 0) {
      out.writeInt(vector.a());
    }
    if (vector.op().operands() > 1) {
      out.writeInt(vector.b());
    }
    out.writeInt(vector.size());
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
