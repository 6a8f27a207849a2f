package dev.lamina.compiler;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import dev.lamina.runtime.WeightsCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Where the weights of a compilation come from. */
sealed interface WeightsInput {
  /** What a list of several files ends with. */
  String INDEX = ".index.json";

  /** From nowhere: they are given when the network is loaded. */
  record None() implements WeightsInput {}

  /** From a seed. */
  record Random(long seed) implements WeightsInput {}

  /** From a file. */
  record File(Path path, String stripPrefix, List<String> ignore) implements WeightsInput {
    TensorSource open() {
      return TensorSource.open(path);
    }

    /** This file, and where it is an index those that it may name. */
    List<Path> files() {
      if (!path.toString().endsWith(INDEX)) {
        return List.of(path);
      }
      Path directory = path.toAbsolutePath().getParent();
      try (DirectoryStream<Path> shards = Files.newDirectoryStream(directory, "*.safetensors")) {
        List<Path> files = new ArrayList<>(List.of(path));
        shards.forEach(files::add);
        return files;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** These options with this file. */
    LoadOptions in(LoadOptions options) {
      LoadOptions result = options.weights(path).stripPrefix(stripPrefix);
      for (String pattern : ignore) {
        result = result.ignore(pattern);
      }
      return result;
    }

    /** What the options ask for that concerns no tensor, in words: a slip, most likely. */
    List<String> unheeded(TensorSource tensors) {
      List<String> names = tensors.tensors().stream().map(TensorInfo::name).toList();
      List<String> texts = new ArrayList<>();
      if (!stripPrefix.isEmpty() && names.stream().noneMatch(n -> n.startsWith(stripPrefix))) {
        texts.add(
            "no name in %s begins with the prefix '%s' to take off"
                .formatted(tensors.name(), stripPrefix));
      }
      for (String pattern : ignore) {
        Predicate<String> ignored = WeightsCheck.glob(pattern).asMatchPredicate();
        if (names.stream().noneMatch(n -> ignored.test(n) || ignored.test(stripped(n)))) {
          texts.add(
              "no tensor of %s matches the pattern '%s' to ignore"
                  .formatted(tensors.name(), pattern));
        }
      }
      return texts;
    }

    private String stripped(String name) {
      return name.startsWith(stripPrefix) ? name.substring(stripPrefix.length()) : name;
    }

    /** What to do where all tensors are there under other names. */
    String hint(TensorSource tensors, Graph graph) {
      return new OtherNames(parameters(graph), tensors.tensors()).hint();
    }

    /** Which tensor each parameter is, in the network's order. */
    Map<String, TensorInfo> match(TensorSource tensors, Graph graph) {
      Map<String, TensorInfo> matched =
          WeightsCheck.match(
              tensors.name(),
              graph.className(),
              parameters(graph),
              tensors.tensors(),
              in(LoadOptions.defaults()));
      Map<String, TensorInfo> ordered = new LinkedHashMap<>();
      graph.rawParameters().keySet().forEach(name -> ordered.put(name, matched.get(name)));
      return ordered;
    }
  }

  private static List<Descriptor.Tensor> parameters(Graph graph) {
    return graph.rawParameters().entrySet().stream()
        .map(e -> new Descriptor.Tensor(e.getKey(), sizes(e.getValue())))
        .toList();
  }

  private static List<Integer> sizes(Parameter parameter) {
    return Arrays.stream(parameter.shape().sizes()).boxed().toList();
  }
}
