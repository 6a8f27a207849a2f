package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Names the methods of steps after the paths of their layers. */
final class StepNames {
  private final Set<String> taken = new HashSet<>();

  /** The name of step {@code index}: the layer's, with the kernel's for those that prepare it. */
  String name(List<DraftStep> steps, int index) {
    DraftStep step = steps.get(index);
    boolean last =
        index + 1 == steps.size() || !steps.get(index + 1).layers().equals(step.layers());
    String name = identifier(step.node());
    return unique(last ? name : name + "_" + step.kernel().name());
  }

  private static String identifier(Node node) {
    StringBuilder name = new StringBuilder();
    node.path()
        .codePoints()
        .map(c -> Character.isJavaIdentifierPart(c) && c < 128 ? c : '_')
        .forEach(name::appendCodePoint);
    if (name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0))) {
      name.insert(0, "layer");
    }
    return SourceVersion.isKeyword(name) ? name + "_" : name.toString();
  }

  private String unique(String name) {
    String candidate = name;
    for (int n = 2; !taken.add(candidate); n++) {
      candidate = name + "_" + n;
    }
    return candidate;
  }
}
