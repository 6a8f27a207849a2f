package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Compares the parameters a network needs with the tensors a weights file has. */
public final class WeightsCheck {
  private static final int SHOWN = 100;

  private final String file;
  private final List<Descriptor.Parameter> expected;
  private final LoadOptions options;
  private final Map<String, TensorInfo> found = new LinkedHashMap<>();
  private final List<Descriptor.Parameter> missing = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private final Map<String, TensorInfo> leftOver = new LinkedHashMap<>();

  private WeightsCheck(String file, List<Descriptor.Parameter> expected, LoadOptions options) {
    this.file = file;
    this.expected = expected;
    this.options = options;
  }

  /**
   * Finds the tensor of each parameter, by name.
   *
   * @param file what messages call the tensors' file
   * @param network what messages call the network
   * @param options say which names are changed and left out
   * @throws WeightsException with everything that does not fit, and both shapes
   */
  public static Map<String, TensorInfo> match(
      String file,
      String network,
      List<Descriptor.Parameter> expected,
      List<TensorInfo> tensors,
      LoadOptions options) {
    WeightsCheck check = new WeightsCheck(file, expected, options);
    check.collect(tensors);
    Map<String, TensorInfo> matched = check.compare();
    if (!check.missing.isEmpty() || !check.misshapen.isEmpty() || !check.leftOver.isEmpty()) {
      throw new WeightsException(check.report(network));
    }
    return matched;
  }

  private void collect(List<TensorInfo> tensors) {
    List<Pattern> ignored = options.ignore().stream().map(WeightsCheck::glob).toList();
    for (TensorInfo tensor : tensors) {
      String name = tensor.name();
      String prefix = options.stripPrefix();
      String stripped = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      boolean skip =
          ignored.stream()
              .anyMatch(p -> p.matcher(name).matches() || p.matcher(stripped).matches());
      if (!skip && found.put(stripped, tensor) != null) {
        throw new WeightsException(
            String.format(
                "%s: without the prefix '%s' two tensors are named %s",
                file, prefix, Text.quote(stripped)));
      }
    }
  }

  private static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private Map<String, TensorInfo> compare() {
    Map<String, TensorInfo> matched = new HashMap<>();
    leftOver.putAll(found);
    for (Descriptor.Parameter parameter : expected) {
      TensorInfo tensor = leftOver.remove(parameter.name());
      if (tensor == null) {
        missing.add(parameter);
      } else {
        requireFit(parameter, tensor);
        matched.put(parameter.name(), tensor);
      }
    }
    leftOver.keySet().removeIf(name -> last(name).equals("num_batches_tracked"));
    if (options.allowUnused() && missing.isEmpty()) {
      leftOver.clear();
    }
    return matched;
  }

  private void requireFit(Descriptor.Parameter parameter, TensorInfo tensor) {
    if (!sameShape(parameter, tensor)) {
      misshapen.add(
          String.format(
              "%s is %s, expected %s",
              name(parameter.name()), Text.shape(tensor.shape()), Text.shape(parameter.shape())));
    }
    if (!tensor.dtype().readable()) {
      misshapen.add(
          String.format(
              "%s is of type %s, expected F32, F16, BF16, F64, an integer type or BOOL",
              name(parameter.name()), tensor.dtype()));
    }
  }

  private static boolean sameShape(Descriptor.Parameter parameter, TensorInfo tensor) {
    List<Long> shape = parameter.shape().stream().map(Integer::longValue).toList();
    return shape.equals(tensor.shape())
        || (tensor.shape().isEmpty() && shape.equals(List.of(1L)))
        || (shape.isEmpty() && tensor.shape().equals(List.of(1L)));
  }

  private String report(String network) {
    StringBuilder text = new StringBuilder(file + " does not fit " + network + ":");
    lines(text, "missing", missing.stream().map(this::describeMissing).toList());
    lines(text, "misfit", misshapen);
    lines(
        text,
        "unused",
        leftOver.entrySet().stream()
            .map(entry -> name(entry.getKey()) + " " + Text.shape(entry.getValue().shape()))
            .toList());
    hint().ifPresent(hint -> text.append("\nhint: ").append(hint));
    return text.toString();
  }

  private static void lines(StringBuilder text, String head, List<String> lines) {
    for (int i = 0; i < Math.min(lines.size(), SHOWN); i++) {
      text.append(String.format("\n  %-8s %s", head, lines.get(i)));
    }
    if (lines.size() > SHOWN) {
      text.append(String.format("\n  %-8s ... and %d more", head, lines.size() - SHOWN));
    }
  }

  private String describeMissing(Descriptor.Parameter parameter) {
    String line = name(parameter.name()) + " " + Text.shape(parameter.shape());
    if (commonPrefix().isPresent() || (long) missing.size() * leftOver.size() > 10_000) {
      return line;
    }
    return nearest(parameter).map(near -> line + " (the file has " + name(near) + ")").orElse(line);
  }

  private Optional<String> hint() {
    Optional<String> prefix = commonPrefix();
    if (prefix.isPresent()) {
      return Optional.of(
          String.format(
              "names in the file begin with '%s': LoadOptions.stripPrefix(\"%s\") or"
                  + " --strip-prefix %s takes it off",
              prefix.get(), prefix.get(), prefix.get()));
    }
    if (missing.isEmpty() && misshapen.isEmpty()) {
      String first = leftOver.keySet().iterator().next();
      String pattern = first.contains(".") ? first.substring(0, first.indexOf('.')) + ".*" : first;
      return Optional.of(
          String.format(
              "LoadOptions.ignore(\"%s\") or --ignore '%s' leaves tensors out", pattern, pattern));
    }
    return Optional.empty();
  }

  /** What must be taken off names in the file so that at least half of the missing are there. */
  private Optional<String> commonPrefix() {
    Map<String, String> bySuffix = new HashMap<>();
    for (String name : leftOver.keySet()) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        bySuffix.putIfAbsent(name.substring(dot + 1), name.substring(0, dot + 1));
      }
    }
    Map<String, Integer> votes = new TreeMap<>();
    for (Descriptor.Parameter parameter : missing) {
      String prefix = bySuffix.get(parameter.name());
      if (prefix != null) {
        votes.merge(prefix, 1, Integer::sum);
      }
    }
    return votes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(best -> best.getValue() * 2 >= missing.size())
        .map(Map.Entry::getKey)
        .filter(prefix -> prefix.equals(name(prefix)));
  }

  private Optional<String> nearest(Descriptor.Parameter parameter) {
    String best = null;
    int distance = 1 + Math.max(2, parameter.name().length() / 4);
    for (Map.Entry<String, TensorInfo> entry : leftOver.entrySet()) {
      int candidate = EditDistance.between(parameter.name(), entry.getKey());
      if (candidate < distance && sameShape(parameter, entry.getValue())) {
        distance = candidate;
        best = entry.getKey();
      }
    }
    return Optional.ofNullable(best);
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** A name as messages show it: quoted if it is not what PyTorch would write. */
  private static String name(String name) {
    return name.matches("[\\w.]{1,200}") ? name : Text.quote(name);
  }
}
