package dev.lamina.runtime;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tensors spread over several files, which an {@code .index.json} beside them lists. */
final class ShardedTensors implements TensorSource {
  private static final long MAX_INDEX = 100_000_000;

  private final String name;
  private final Map<String, TensorFile> files;
  private final Map<String, String> weightMap;
  private final List<TensorInfo> tensors = new ArrayList<>();

  private ShardedTensors(
      String name, Map<String, TensorFile> files, Map<String, String> weightMap) {
    this.name = name;
    this.files = files;
    this.weightMap = weightMap;
  }

  static ShardedTensors open(Path index) {
    String name = index.toString();
    Map<String, String> weightMap = readIndex(index, name);
    Map<String, TensorFile> files = new TreeMap<>();
    ShardedTensors sharded = new ShardedTensors(name, files, weightMap);
    try {
      for (String file : new TreeSet<>(weightMap.values())) {
        files.put(file, TensorFile.open(index.resolveSibling(file)));
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
      boolean[] found = {false};
      json.object(
          field -> {
            if (field.equals("weight_map")) {
              found[0] = true;
              json.object(tensor -> weightMap.put(tensor, fileName(json.string(), tensor, name)));
            } else {
              json.skip();
            }
          });
      json.end();
      if (!found[0]) {
        throw new WeightsException(name + " has no weight_map: expected {\"weight_map\": {...}}");
      }
      return weightMap;
    } catch (CharacterCodingException e) {
      throw new WeightsException(name + " is not valid UTF-8", e);
    } catch (IOException e) {
      throw TensorFile.unreadable(name, e);
    }
  }

  private static String fileName(String file, String tensor, String index) {
    boolean plain =
        !file.isBlank()
            && !file.equals(".")
            && !file.equals("..")
            && file.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!plain) {
      throw new WeightsException(
          String.format(
              "%s: tensor %s lies in %s, expected the name of a file in the same directory",
              index, Text.quote(tensor), Text.quote(file)));
    }
    return file;
  }

  private void list() {
    files.forEach(
        (file, shard) ->
            shard.tensors().stream()
                .filter(tensor -> file.equals(weightMap.get(tensor.name())))
                .forEach(tensors::add));
    if (tensors.size() < weightMap.size()) {
      weightMap.forEach(
          (tensor, file) -> {
            if (files.get(file).find(tensor).isEmpty()) {
              throw new WeightsException(
                  String.format(
                      "%s: tensor %s should lie in %s, which does not have it",
                      name, Text.quote(tensor), file));
            }
          });
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
  public void read(TensorInfo tensor, ByteSink sink) {
    String file = weightMap.get(tensor.name());
    if (file == null) {
      throw new WeightsException(name + " has no tensor " + Text.quote(tensor.name()));
    }
    files.get(file).read(tensor, sink);
  }

  @Override
  public void close() {
    files.values().forEach(TensorFile::close);
  }
}
