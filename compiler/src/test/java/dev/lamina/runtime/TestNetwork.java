package dev.lamina.runtime;

import dev.lamina.compiler.jar.DescriptorWriter;
import dev.lamina.compiler.jar.SafeTensorsWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What a generated class would be, written by hand: {@code scores = scale * (image, image) + bias},
 * in two steps, the first of which leaves its result in scratch.
 */
public final class TestNetwork extends Network {
  static final int SIZE = 3000;
  static final int CHUNK = 4;

  private TestNetwork(Loaded loaded) {
    super(loaded);
  }

  /** As the compiler would make it. */
  public static TestNetwork load(LoadOptions options) {
    return new TestNetwork(Loader.load(MethodHandles.lookup(), options));
  }

  static Descriptor descriptor(OptionalInt weights) {
    LoadProgram load =
        new LoadProgram(
            List.of(),
            List.of(
                new LoadProgram.Pack(
                    0,
                    0,
                    "scale",
                    -1,
                    null,
                    List.of(new LoadProgram.Dim(SIZE, List.of(new LoadProgram.Term(1, 0, 1)))),
                    -1,
                    0),
                new LoadProgram.Pack(0, SIZE, "bias", -1, null, List.of(), -1, 0)),
            List.of(SIZE + 1));
    List<Descriptor.Step> steps =
        List.of(
            new Descriptor.Step("scale", 1, 30, 1_000_000), new Descriptor.Step("add", 1, 2, 10));
    Descriptor.Variant variant =
        new Descriptor.Variant(
            "scalar",
            1,
            true,
            TestProgram.class.getName(),
            steps,
            List.of(new int[] {2}),
            List.of(CHUNK * SIZE),
            CHUNK,
            load);
    return new Descriptor(
        "0.1.0",
        TestNetwork.class.getName(),
        List.of(new Descriptor.Tensor("image", List.of(1, SIZE))),
        List.of(new Descriptor.Tensor("scores", List.of(2, SIZE))),
        List.of(
            new Descriptor.Tensor("scale", List.of(SIZE)),
            new Descriptor.Tensor("bias", List.of(1))),
        weights,
        List.of(variant));
  }

  static float scale(int i) {
    return 0.5f + i % 7;
  }

  /** A network as a fresh class loader sees it, with weights in its jar. */
  static Network loadIsolated(LoadOptions options) {
    try {
      ByteArrayOutputStream weights = new ByteArrayOutputStream();
      int checksum = writer().write(weights, TestNetwork::content);
      ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
      DescriptorWriter.write(descriptor(OptionalInt.of(checksum)), descriptor);
      return loadIsolated(options, descriptor.toByteArray(), weights.toByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static SafeTensorsWriter writer() {
    return new SafeTensorsWriter(
        List.of(
            new TensorInfo("scale", DType.F32, List.of((long) SIZE)),
            new TensorInfo("bias", DType.F32, List.of(1L))),
        Map.of());
  }

  static void content(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.elements(); i++) {
      bytes.putFloat(tensor.name().equals("bias") ? 0.25f : scale(i));
    }
    sink.accept(bytes.flip());
  }

  static Network loadIsolated(LoadOptions options, byte[] descriptor, byte[] weights) {
    Map<String, byte[]> resources = new HashMap<>();
    String name = TestNetwork.class.getName();
    if (descriptor != null) {
      resources.put(Descriptor.resource(name), descriptor);
    }
    resources.put(Descriptor.weightsResource(name), weights);
    try {
      return (Network)
          Class.forName(name, true, new Isolated(resources))
              .getMethod("load", LoadOptions.class)
              .invoke(null, options);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Defines the network's classes anew and has its resources in memory. */
  private static final class Isolated extends ClassLoader {
    private final Map<String, byte[]> resources;

    Isolated(Map<String, byte[]> resources) {
      super(TestNetwork.class.getClassLoader());
      this.resources = resources;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(TestNetwork.class.getName()) && !name.equals(TestProgram.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      byte[] bytes = resources.get(name);
      return bytes == null ? null : new ByteArrayInputStream(bytes);
    }
  }
}
