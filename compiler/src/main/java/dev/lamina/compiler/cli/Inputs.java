package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.Npy;
import dev.lamina.compiler.io.TensorFiles;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.Signature;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What goes into a network, from files.
 *
 * @param arrays one an input, as many samples as the batch
 * @param batch how many samples
 * @param batched whether the files have a dimension for the batch
 */
@SuppressWarnings("ArrayRecordComponent")
record Inputs(float[][] arrays, int batch, boolean batched) {
  /** Reads the inputs of a network from the files that were given for them. */
  static Inputs read(Signature signature, List<InputOption> options, ImageOptions images) {
    if (images.areGiven() && options.stream().noneMatch(o -> ImageOptions.isPicture(o.file()))) {
      throw new UserException(
          "--preprocess, --resize, --mean and --std are for pictures, but no input is one");
    }
    Map<String, Tensor> tensors = new HashMap<>();
    for (InputOption option : options) {
      read(signature, option, images)
          .forEach(
              (name, tensor) -> {
                if (tensors.put(name, tensor) != null) {
                  throw new UserException("the input `" + name + "` is given twice");
                }
              });
    }
    return of(signature, tensors);
  }

  /** Tensors by the names of their inputs. */
  static Inputs of(Signature signature, Map<String, Tensor> tensors) {
    List<Descriptor.Tensor> ports = signature.inputs();
    float[][] arrays = new float[ports.size()][];
    Optional<Integer> batch = Optional.empty();
    boolean batched = false;
    for (int i = 0; i < arrays.length; i++) {
      Descriptor.Tensor port = ports.get(i);
      Tensor tensor = tensors.get(port.name());
      if (tensor == null) {
        throw new UserException(
            "the input `"
                + port.name()
                + "` "
                + shape(port)
                + " is not given: --input "
                + port.name()
                + "=FILE");
      }
      int samples = samples(port, tensor.shape());
      if (batch.isPresent() && batch.get() != samples) {
        throw new UserException(
            String.format(
                "the input `%s` has %d samples, but `%s` has %d",
                port.name(), samples, ports.get(0).name(), batch.get()));
      }
      batch = Optional.of(samples);
      batched |= tensor.shape().rank() > port.shape().size();
      arrays[i] = tensor.data();
    }
    return new Inputs(arrays, batch.orElseThrow(), batched);
  }

  private static int samples(Descriptor.Tensor port, Shape given) {
    Shape declared = shape(port);
    int extra = given.rank() - declared.rank();
    int[] sizes = given.sizes();
    boolean fits =
        extra >= 0
            && extra <= 1
            && Arrays.equals(Arrays.copyOfRange(sizes, extra, sizes.length), declared.sizes());
    if (!fits) {
      throw new UserException(
          String.format(
              "the input `%s` takes %s, or a batch of them, but %s is given%s",
              port.name(), declared, given, ArrayHint.of(declared, given)));
    }
    if (extra == 1 && sizes[0] == 0) {
      throw new UserException("the input `" + port.name() + "` has no samples");
    }
    return extra == 1 ? sizes[0] : 1;
  }

  private static Shape shape(Descriptor.Tensor port) {
    return Shape.of(port.shape());
  }

  private static Map<String, Tensor> read(
      Signature signature, InputOption option, ImageOptions images) {
    String name = String.valueOf(option.file().getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".safetensors")) {
      return fromSafeTensors(signature, option);
    }
    Descriptor.Tensor port = port(signature, option);
    if (name.endsWith(".npy")) {
      return Map.of(port.name(), Npy.read(option.file()));
    }
    if (ImageOptions.isPicture(option.file())) {
      return Map.of(port.name(), images.read(option.file(), port));
    }
    throw new UserException(
        option.file()
            + ": inputs are .safetensors, .npy, .png and .jpg files, by their names' ends");
  }

  private static Descriptor.Tensor port(Signature signature, InputOption option) {
    List<Descriptor.Tensor> ports = signature.inputs();
    if (option.input().isEmpty()) {
      if (ports.size() == 1) {
        return ports.get(0);
      }
      throw new UserException(
          "the network has the inputs " + names(ports) + ": --input NAME=" + option.file());
    }
    return ports.stream()
        .filter(p -> p.name().equals(option.input().get()))
        .findFirst()
        .orElseThrow(() -> unknown(option.input().get(), ports));
  }

  private static UserException unknown(String name, List<Descriptor.Tensor> ports) {
    return new UserException("there is no input " + name + "; the network has " + names(ports));
  }

  private static String names(List<Descriptor.Tensor> ports) {
    return ports.stream().map(Descriptor.Tensor::name).collect(Collectors.joining(", "));
  }

  /** The tensor named as the input, or the only one; without a name, every input there is. */
  private static Map<String, Tensor> fromSafeTensors(Signature signature, InputOption option) {
    Path file = option.file();
    Map<String, Tensor> tensors = TensorFiles.read(file);
    if (option.input().isEmpty() && signature.inputs().size() > 1) {
      return select(signature, file, tensors);
    }
    String name = port(signature, option).name();
    if (tensors.containsKey(name)) {
      return Map.of(name, tensors.get(name));
    }
    if (tensors.size() == 1) {
      return Map.of(name, tensors.values().iterator().next());
    }
    throw new UserException(
        file + " has no tensor " + name + "; it has " + String.join(", ", tensors.keySet()));
  }

  private static Map<String, Tensor> select(
      Signature signature, Path file, Map<String, Tensor> tensors) {
    Map<String, Tensor> selected = new HashMap<>(tensors);
    selected.keySet().retainAll(signature.inputs().stream().map(Descriptor.Tensor::name).toList());
    if (selected.isEmpty()) {
      throw new UserException(
          file
              + " has none of the inputs "
              + names(signature.inputs())
              + "; it has "
              + String.join(", ", tensors.keySet()));
    }
    return selected;
  }

  private static byte[] bytes(Descriptor.Tensor port, float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      int value = (int) values[i];
      if (value != values[i] || value < 0 || value > 255) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "the input `%s` takes whole numbers from 0 to 255 (uint8), but %s is given",
                port.name(),
                values[i]));
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  /** The results of the network, one array an output. */
  float[][] run(dev.lamina.runtime.Network network) {
    List<Descriptor.Tensor> ports = network.signature().outputs();
    float[][] outputs = new float[ports.size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new float[Math.multiplyExact(batch, ports.get(i).size())];
    }
    float[][] floats = arrays.clone();
    byte[][] bytes = new byte[floats.length][];
    for (int i = 0; i < floats.length; i++) {
      Descriptor.Tensor port = network.signature().inputs().get(i);
      if (port.uint8()) {
        bytes[i] = bytes(port, floats[i]);
        floats[i] = null;
      }
    }
    network.run(floats, bytes, null, outputs, null, batch);
    return outputs;
  }

  /** The shape of an output for these inputs. */
  Shape outputShape(Descriptor.Tensor port) {
    Shape sample = shape(port);
    if (!batched) {
      return sample;
    }
    int[] sizes = new int[sample.rank() + 1];
    sizes[0] = batch;
    System.arraycopy(sample.sizes(), 0, sizes, 1, sample.rank());
    return Shape.of(sizes);
  }
}
