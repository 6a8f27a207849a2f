package dev.lamina.compiler;

import static java.util.stream.Collectors.toSet;

import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds out whether the layers of a network are in a weights file under other names: the layers of
 * the source have no labels, or other ones.
 */
final class OtherNames {
  private static final int SHOWN = 4;

  private final Map<String, Map<String, List<Long>>> wanted = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Long>>> there = new LinkedHashMap<>();

  /** Of a network's parameters and the tensors of a file. */
  OtherNames(List<Descriptor.Tensor> parameters, List<TensorInfo> tensors) {
    Set<String> known = parameters.stream().map(Descriptor.Tensor::name).collect(toSet());
    for (TensorInfo tensor : tensors) {
      boolean counter = tensor.name().endsWith(".num_batches_tracked");
      if (!known.remove(tensor.name()) && !counter) {
        add(there, tensor.name(), tensor.shape());
      }
    }
    for (Descriptor.Tensor parameter : parameters) {
      if (known.contains(parameter.name())) {
        List<Long> shape = parameter.shape().stream().map(Integer::longValue).toList();
        add(wanted, parameter.name(), shape);
      }
    }
  }

  private static void add(
      Map<String, Map<String, List<Long>>> layers, String name, List<Long> shape) {
    int dot = name.lastIndexOf('.');
    layers
        .computeIfAbsent(name.substring(0, Math.max(0, dot)), layer -> new TreeMap<>())
        .put(name.substring(dot + 1), shape);
  }

  /** What to do about it, or nothing where the layers differ. */
  String hint() {
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, List<Long>>> layer : wanted.entrySet()) {
      String other = take(layer.getValue());
      if (layer.getKey().isEmpty() || other == null || other.isEmpty()) {
        return "";
      }
      names.put(layer.getKey(), other);
    }
    return names.isEmpty() ? "" : hint(names);
  }

  /** The first layer of the file with these parameters, which is nobody else's then. */
  private String take(Map<String, List<Long>> parameters) {
    for (Map.Entry<String, Map<String, List<Long>>> layer : there.entrySet()) {
      if (layer.getValue().equals(parameters)) {
        there.remove(layer.getKey());
        return layer.getKey();
      }
    }
    return null;
  }

  private static String hint(Map<String, String> names) {
    List<String> pairs = new ArrayList<>();
    boolean dotted = false;
    for (Map.Entry<String, String> pair : names.entrySet()) {
      if (pairs.size() < SHOWN) {
        pairs.add(pair.getKey() + " is " + pair.getValue());
      }
      dotted |= pair.getValue().contains(".");
    }
    return String.format(
        "the same shapes are in the file under other names (%s%s); give the layers of the"
            + " source these names: by labels, `fc: linear(10)`%s",
        String.join(", ", pairs),
        names.size() > SHOWN ? ", ..." : "",
        dotted ? ", and by blocks, `features { conv(64, 3) }` for features.0" : "");
  }
}
