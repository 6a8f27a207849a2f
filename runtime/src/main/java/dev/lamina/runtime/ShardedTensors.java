package dev.lamina.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Tensors spread over several files, which an {@code .index.json} beside them lists. */
final class ShardedTensors implements TensorSource {
  private static final long MAX_INDEX = 100_000_000;

  private final String name;
  private final Map<String, TensorStream> files;
  private final Map<String, String> weightMap;
  private final List<TensorInfo> tensors = new ArrayList<>();

  private ShardedTensors(
      String name, Map<String, TensorStream> files, Map<String, String> weightMap) {
    this.name = name;
    this.files = files;
    this.weightMap = weightMap;
  }

  /** A source without tensors. */
  static ShardedTensors none() {
    return new ShardedTensors("a network without parameters", Map.of(), Map.of());
  }

  static ShardedTensors open(Path index) {
    String name = index.toString();
    Map<String, String> weightMap = readIndex(index, name);
    Map<String, TensorStream> files = new TreeMap<>();
    ShardedTensors sharded = new ShardedTensors(name, files, weightMap);
    try {
      for (String file : new TreeSet<>(weightMap.values())) {
        files.put(file, TensorStream.open(index.resolveSibling(file)));
      }
      sharded.list();
    } catch (WeightsException e) {
      sharded.close();
      throw e;
    }
    return sharded;
  }

  private static Map<String, String> readIndex(Path index, String name) {
    Map<String, String> weightMap = new TreeMap<>();
    try {
      if (Files.size(index) > MAX_INDEX) {
        throw new WeightsException(name + " is too large for an index of tensors");
      }
      JsonReader json = new JsonReader(Files.readString(index), name);
      Set<String> fields = json.object();
      for (String field = json.member(fields); field != null; field = json.member(fields)) {
        if (field.equals("weight_map")) {
          readMap(json, weightMap, name);
        } else {
          json.skip();
        }
      }
      json.end();
      if (!fields.contains("weight_map")) {
        throw new WeightsException(name + " has no weight_map: expected {\"weight_map\": {...}}");
      }
      return weightMap;
    } catch (CharacterCodingException e) {
      throw new WeightsException(name + " is not valid UTF-8", e);
    } catch (IOException e) {
      throw TensorStream.unreadable(name, e);
    }
  }

  private static void readMap(JsonReader json, Map<String, String> weightMap, String index) {
    Set<String> names = json.object();
    for (String name = json.member(names); name != null; name = json.member(names)) {
      weightMap.put(name, fileName(json.string(), name, index));
    }
  }

  private static String fileName(String file, String tensor, String index) {
    boolean plain = !file.isBlank() && !file.equals(".") && !file.equals("..");
    for (int i = 0; i < file.length(); i++) {
      char c = file.charAt(i);
      plain &= c >= ' ' && "/\\:".indexOf(c) < 0;
    }
    if (!plain) {
      throw new WeightsException(
          String.format(
              "%s: tensor %s lies in %s, expected the name of a file in the same directory",
              index, Text.quote(tensor), Text.quote(file)));
    }
    return file;
  }

  private void list() {
    for (Map.Entry<String, TensorStream> file : files.entrySet()) {
      for (TensorInfo tensor : file.getValue().tensors()) {
        if (file.getKey().equals(weightMap.get(tensor.name()))) {
          tensors.add(tensor);
        }
      }
    }
    for (Map.Entry<String, String> entry : weightMap.entrySet()) {
      if (files.get(entry.getValue()).find(entry.getKey()).isEmpty()) {
        throw new WeightsException(
            String.format(
                "%s: tensor %s should lie in %s, which does not have it",
                name, Text.quote(entry.getKey()), entry.getValue()));
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<TensorInfo> tensors() {
    return List.copyOf(tensors);
  }

  @Override
  public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    String file = weightMap.get(tensor.name());
    if (file == null) {
      throw new WeightsException(name + " has no tensor " + Text.quote(tensor.name()));
    }
    files.get(file).read(tensor, sink);
  }

  @Override
  public void close() {
    for (TensorStream file : files.values()) {
      file.close();
    }
  }
}
