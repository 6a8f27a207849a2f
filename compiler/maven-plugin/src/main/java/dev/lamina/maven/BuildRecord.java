package dev.lamina.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the last build made of which network: a text file below {@code target}. */
final class BuildRecord {
  private final Path file;
  private final Map<String, Entry> entries;

  /**
   * One network.
   *
   * @param key of its text, the options and the compiler
   * @param weights the files that its weights were read from
   * @param outputs the paths of what was written
   */
  record Entry(String key, List<FileStamp> weights, List<String> outputs) {
    Entry {
      weights = List.copyOf(weights);
      outputs = List.copyOf(outputs);
    }

    /** The same outputs, to be made again. */
    Entry outdated() {
      return new Entry("-", weights, outputs);
    }
  }

  private BuildRecord(Path file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** That of the last build; an empty one where there was none, or it cannot be understood. */
  static BuildRecord read(Path file) {
    try {
      return new BuildRecord(file, parse(Files.readAllLines(file)));
    } catch (IOException | RuntimeException e) {
      return new BuildRecord(file, Map.of());
    }
  }

  private static Map<String, Entry> parse(List<String> lines) {
    Map<String, Entry> entries = new TreeMap<>();
    for (int i = 0; i < lines.size(); ) {
      String network = lines.get(i);
      String key = lines.get(i + 1);
      List<FileStamp> weights = new ArrayList<>();
      List<String> outputs = new ArrayList<>();
      for (i += 2; i < lines.size() && lines.get(i).startsWith("  "); i++) {
        String[] words = lines.get(i).strip().split(" ", 4);
        if (words[0].equals("out")) {
          outputs.add(lines.get(i).strip().substring("out ".length()));
        } else {
          long size = Long.parseLong(words[1]);
          weights.add(new FileStamp(Path.of(words[3]), size, Long.parseLong(words[2])));
        }
      }
      entries.put(network, new Entry(key, weights, outputs));
    }
    return entries;
  }

  Optional<Entry> find(String network) {
    return Optional.ofNullable(entries.get(network));
  }

  Iterable<Entry> all() {
    return entries.values();
  }

  /** Writes what this build made instead. */
  void replace(Map<String, Entry> made) throws IOException {
    if (made.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    List<String> lines = new ArrayList<>();
    made.forEach(
        (network, entry) -> {
          lines.add(network);
          lines.add(entry.key());
          entry.weights().forEach(w -> lines.add(line(w)));
          entry.outputs().forEach(path -> lines.add("  out " + path));
        });
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static String line(FileStamp stamp) {
    return "  in " + stamp.size() + " " + stamp.time() + " " + stamp.file();
  }
}
