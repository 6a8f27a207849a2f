package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.jar.DescriptorWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DescriptorFormatTest {
  private static Descriptor sample() {
    LoadProgram load =
        new LoadProgram(
            List.of(
                LoadProgram.Vector.raw("bn.weight"),
                LoadProgram.Vector.constant(new double[] {1e-5, -0.0}),
                LoadProgram.Vector.binary(LoadProgram.Op.DIV, 0, 1),
                LoadProgram.Vector.sqrt(2),
                LoadProgram.Vector.scaled(3, 0, 9),
                LoadProgram.Vector.rowSums(4, 2)),
            List.of(
                new LoadProgram.Pack(
                    0,
                    3,
                    "conv.weight",
                    -1,
                    new double[][] {{1, 0.5}, {0, 2}},
                    List.of(
                        new LoadProgram.Dim(
                            4,
                            List.of(
                                new LoadProgram.Term(16, 0, 100), new LoadProgram.Term(1, 16, 1)))),
                    5,
                    0),
                new LoadProgram.Pack(1, 0, null, 2, null, List.of(), -1, 0)),
            List.of(100, 1));
    Descriptor.Variant variant =
        new Descriptor.Variant(
            "simd256",
            8,
            true,
            "nn.lenet.LeNet$Simd256",
            List.of(new Descriptor.Step("conv1", 1, 24, 130), new Descriptor.Step("fc", 4, 2, 9)),
            List.of(new int[] {1, 2, -3}, new int[0]),
            List.of(1024, 0),
            8,
            load);
    return new Descriptor(
        "0.1.0",
        "nn.lenet.LeNet",
        List.of(new Descriptor.Tensor("image", List.of(1, 28, 28))),
        List.of(
            new Descriptor.Tensor("scores", List.of(10)), new Descriptor.Tensor("x", List.of())),
        List.of(new Descriptor.Tensor("conv.weight", List.of(6, 1, 5, 5))),
        OptionalInt.of(0xdeadbeef),
        List.of(variant));
  }

  private static byte[] bytes(Descriptor descriptor) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DescriptorWriter.write(descriptor, out);
    return out.toByteArray();
  }

  private static Descriptor read(byte[] bytes) throws IOException {
    return DescriptorFormat.read(new ByteArrayInputStream(bytes), "LeNet");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    byte[] bytes = bytes(sample());
    Descriptor read = read(bytes);
    assertArrayEquals(bytes, bytes(read));
    assertEquals(sample().inputs(), read.inputs());
    assertEquals(sample().outputs(), read.outputs());
    assertEquals(sample().parameters(), read.parameters());
    assertEquals(sample().weights(), read.weights());
    Descriptor.Variant variant = read.variants().get(0);
    assertEquals(sample().variants().get(0).steps(), variant.steps());
    assertArrayEquals(new int[] {1, 2, -3}, variant.tables().get(0));
    assertEquals(sample().variants().get(0).load().packs().get(1), variant.load().packs().get(1));
  }

  @Test
  void refusesAnotherFormatReadably() throws IOException {
    byte[] bytes = bytes(sample());
    bytes[7]++;
    String message = assertThrows(IllegalArgumentException.class, () -> read(bytes)).getMessage();
    assertEquals(
        "LeNet was made by lamina 0.1.0 (format 2) and needs the Lamina runtime 0.1.0 or newer;"
            + " this is runtime 0.1.0 (format 1)",
        message);
  }

  @Test
  void refusesEveryDamage() throws IOException {
    byte[] good = bytes(sample());
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(bytes.length);
      if (round % 4 == 0) {
        bytes = Arrays.copyOf(bytes, at);
      } else {
        bytes[at] ^= (byte) (1 + random.nextInt(255));
      }
      refuse(bytes, good);
    }
  }

  private static void refuse(byte[] bytes, byte[] good) throws IOException {
    int preamble = 8 + 2 * 7 + 8;
    try {
      read(bytes);
      assertTrue(
          Arrays.mismatch(bytes, good) < preamble, "damage after the preamble went unnoticed");
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("LeNet "), e.getMessage());
    }
  }

  @Test
  void survivesBodiesWithAWrongContent() throws IOException {
    byte[] good = bytes(sample());
    byte[] body = Arrays.copyOfRange(good, 8 + 2 * 7 + 8, good.length);
    Random random = new Random(5);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = body.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        DescriptorFormat.parse(bytes, "0.1.0");
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 500, "refused " + refused);
  }

  @Test
  void namesResourcesByClass() {
    assertEquals("META-INF/lamina/a.B.lamina", Descriptor.resource("a.B"));
    assertEquals("META-INF/lamina/a.B.safetensors", Descriptor.weightsResource("a.B"));
  }

  @Test
  void countsUnits() {
    Descriptor.Step step = new Descriptor.Step("fc", 4, 3, 1);
    assertEquals(3, step.units(1));
    assertEquals(3, step.units(4));
    assertEquals(6, step.units(5));
  }
}
