package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Compares the parameters a network needs with the tensors a weights file has. */
public final class WeightsCheck {
  private static final int SHOWN = 100;

  private final String file;
  private final List<Descriptor.Tensor> expected;
  private final LoadOptions options;
  private final Map<String, TensorInfo> found = new LinkedHashMap<>();
  private final List<Descriptor.Tensor> missing = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private final Map<String, TensorInfo> leftOver = new LinkedHashMap<>();

  private WeightsCheck(String file, List<Descriptor.Tensor> expected, LoadOptions options) {
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
      List<Descriptor.Tensor> expected,
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
    List<Pattern> ignored = new ArrayList<>();
    for (String pattern : options.ignore()) {
      ignored.add(glob(pattern));
    }
    String prefix = options.stripPrefix();
    for (TensorInfo tensor : tensors) {
      String name = tensor.name();
      String stripped = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      boolean skip = false;
      for (Pattern pattern : ignored) {
        skip |= pattern.matcher(name).matches() || pattern.matcher(stripped).matches();
      }
      if (!skip && found.put(stripped, tensor) != null) {
        throw new WeightsException(
            String.format(
                "%s: without the prefix '%s' two tensors are named %s",
                file, prefix, Text.quote(stripped)));
      }
    }
  }

  /** The pattern of names that {@link LoadOptions#ignore} describes. */
  public static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private Map<String, TensorInfo> compare() {
    Map<String, TensorInfo> matched = new HashMap<>();
    Map<String, TensorInfo> left = new LinkedHashMap<>(found);
    for (Descriptor.Tensor parameter : expected) {
      TensorInfo tensor = left.remove(parameter.name());
      if (tensor == null) {
        missing.add(parameter);
      } else {
        requireFit(parameter, tensor);
        matched.put(parameter.name(), tensor);
      }
    }
    for (Map.Entry<String, TensorInfo> entry : left.entrySet()) {
      String name = entry.getKey();
      boolean counter = name.substring(name.lastIndexOf('.') + 1).equals("num_batches_tracked");
      if (!counter && !(options.allowUnused() && missing.isEmpty())) {
        leftOver.put(name, entry.getValue());
      }
    }
    return matched;
  }

  private void requireFit(Descriptor.Tensor parameter, TensorInfo tensor) {
    if (!sameShape(parameter, tensor)) {
      misshapen.add(
          line(parameter.name(), "is " + Text.shape(tensor.shape()))
              + ", expected "
              + Text.shape(parameter.shape()));
    }
    if (!tensor.dtype().readable()) {
      misshapen.add(
          line(parameter.name(), "is of type " + tensor.dtype())
              + ", expected "
              + Decoder.READABLE);
    }
  }

  private static boolean sameShape(Descriptor.Tensor parameter, TensorInfo tensor) {
    boolean same = parameter.shape().size() == tensor.shape().size();
    for (int i = 0; same && i < tensor.shape().size(); i++) {
      same = tensor.shape().get(i) == parameter.shape().get(i).longValue();
    }
    return same
        || (tensor.shape().isEmpty() && parameter.shape().equals(List.of(1)))
        || (parameter.shape().isEmpty() && tensor.shape().equals(List.of(1L)));
  }

  private String report(String network) {
    StringBuilder text = new StringBuilder(file + " does not fit " + network + ":");
    String prefix = commonPrefix();
    List<String> lines = new ArrayList<>();
    for (Descriptor.Tensor parameter : missing) {
      lines.add(describeMissing(parameter, prefix));
    }
    lines(text, "missing", lines);
    lines(text, "misfit", misshapen);
    lines.clear();
    for (Map.Entry<String, TensorInfo> entry : leftOver.entrySet()) {
      lines.add(line(entry.getKey(), Text.shape(entry.getValue().shape())));
    }
    lines(text, "unused", lines);
    return text.append(hint(prefix)).toString();
  }

  private static void lines(StringBuilder text, String head, List<String> lines) {
    for (int i = 0; i < Math.min(lines.size(), SHOWN); i++) {
      text.append(String.format("\n  %-8s %s", head, lines.get(i)));
    }
    if (lines.size() > SHOWN) {
      text.append(String.format("\n  %-8s ... and %d more", head, lines.size() - SHOWN));
    }
  }

  private String describeMissing(Descriptor.Tensor parameter, String prefix) {
    String line = line(parameter.name(), Text.shape(parameter.shape()));
    if (prefix != null || (long) missing.size() * leftOver.size() > 10_000) {
      return line;
    }
    String near = nearest(parameter);
    return near == null ? line : line + " (the file has " + name(near) + ")";
  }

  private String hint(String prefix) {
    if (prefix != null) {
      return String.format(
          "\nhint: names in the file begin with '%1$s': LoadOptions.stripPrefix(\"%1$s\") or"
              + " --strip-prefix %1$s takes it off",
          prefix);
    }
    if (missing.isEmpty() && misshapen.isEmpty()) {
      String first = leftOver.keySet().iterator().next();
      String pattern = first.contains(".") ? first.substring(0, first.indexOf('.')) + ".*" : first;
      return String.format(
          "\nhint: LoadOptions.ignore(\"%1$s\") or --ignore '%1$s' leaves tensors out", pattern);
    }
    return "";
  }

  /**
   * What must be taken off names in the file so that nearly all of the missing are there, or null.
   */
  private String commonPrefix() {
    Map<String, String> bySuffix = new HashMap<>();
    for (String name : leftOver.keySet()) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        bySuffix.putIfAbsent(name.substring(dot + 1), name.substring(0, dot + 1));
      }
    }
    Map<String, Integer> votes = new HashMap<>();
    String best = null;
    for (Descriptor.Tensor parameter : missing) {
      String prefix = bySuffix.get(parameter.name());
      if (prefix != null) {
        int count = votes.getOrDefault(prefix, 0) + 1;
        votes.put(prefix, count);
        best = best == null || count > votes.get(best) ? prefix : best;
      }
    }
    boolean enough = best != null && votes.get(best) * 5 >= missing.size() * 4;
    return enough && best.equals(name(best)) ? best : null;
  }

  /** The most similar name of that shape in the file, or null. */
  private String nearest(Descriptor.Tensor parameter) {
    String best = null;
    int distance = 1 + Math.max(2, parameter.name().length() / 4);
    for (Map.Entry<String, TensorInfo> entry : leftOver.entrySet()) {
      int candidate = Text.distance(parameter.name(), entry.getKey());
      if (candidate < distance && sameShape(parameter, entry.getValue())) {
        distance = candidate;
        best = entry.getKey();
      }
    }
    return best;
  }

  private static String line(String name, String what) {
    return name(name) + " " + what;
  }

  /** A name as messages show it: quoted if it is not what PyTorch would write. */
  private static String name(String name) {
    return name.matches("[\\w.]{1,200}") ? name : Text.quote(name);
  }
}
