package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lowers a node like an equal one before it, by copying that one's steps: long networks repeat a
 * few layers. Nodes are equal if they differ in nothing but their names, places and memory; what
 * looked at the rest of the graph is not copied.
 */
final class Repeats {
  private final Draft draft;
  private final Map<Kind, Recording> recordings = new HashMap<>();

  Repeats(Draft draft) {
    this.draft = draft;
  }

  /** Lowers the node of {@code context}, by {@code lowering} if it is the first of its kind. */
  void lower(LoweringContext context, Lowering lowering) {
    Names names = new Names();
    Kind kind = names.kind(context);
    Recording recording = recordings.get(kind);
    if (recording != null) {
      replay(recording, names, context);
      return;
    }
    int steps = draft.steps().size();
    int requests = draft.requests().size();
    int storages = draft.storages();
    if (!ConcatParts.fill(context)) {
      BorderKernel.zero(context, context.output());
    }
    lowering.lower(context);
    if (!context.hasLookedAround()) {
      recordings.put(
          kind,
          new Recording(
              names,
              List.copyOf(draft.steps().subList(steps, draft.steps().size())),
              List.copyOf(draft.requests().subList(requests, draft.requests().size())),
              storages,
              draft.storages()));
    }
  }

  /** What a lowering asked of the draft; its own storages are numbered from {@code from}. */
  private record Recording(
      Names names, List<DraftStep> steps, List<Draft.PackedWeight> requests, int from, int to) {}

  private void replay(Recording recording, Names names, LoweringContext context) {
    int shift = draft.storages() - recording.from;
    draft.skipStorages(recording.to - recording.from);
    Map<Reference, Reference> references = new HashMap<>();
    for (Draft.PackedWeight request : recording.requests) {
      Weight weight = renamed(request.weight(), recording.names, names);
      references.put(
          draft.packed(request.weight(), request.packing()),
          draft.packed(weight, request.packing()));
    }
    for (DraftStep step : recording.steps) {
      List<Reference> arrays = new ArrayList<>();
      for (Reference r : step.arrays()) {
        arrays.add(
            r instanceof Buffer buffer
                ? moved(buffer, recording, names, shift)
                : references.getOrDefault(r, r));
      }
      draft.add(step.with(context.node(), context.layers(), arrays));
    }
  }

  private static Buffer moved(Buffer buffer, Recording recording, Names names, int shift) {
    int ordinal = recording.names.storages.indexOf(buffer.storage());
    int storage = ordinal >= 0 ? names.storages.get(ordinal) : buffer.storage() + shift;
    return buffer.in(storage);
  }

  private static Weight renamed(Weight weight, Names from, Names to) {
    return RawNames.replaced(weight, name -> to.weights.get(from.weights.indexOf(name)));
  }

  /** A node and its buffers without what sets them apart from others of their kind. */
  private record Kind(
      Layer layer,
      List<Integer> inputs,
      Map<String, Weight> weights,
      List<FusedKind> fused,
      Shape shape,
      List<Buffer> buffers) {}

  private record FusedKind(
      Layer layer, List<Integer> inputs, Map<String, Weight> weights, Shape shape) {}

  /** The names and numbers of one node, in the order in which they come up. */
  private static final class Names {
    private final List<String> weights = new ArrayList<>();
    private final List<Integer> nodes = new ArrayList<>();
    private final List<Integer> storages = new ArrayList<>();

    Kind kind(LoweringContext context) {
      Node node = context.node();
      List<FusedKind> fused = new ArrayList<>();
      List<Integer> inputs = numbered(node.inputs());
      Map<String, Weight> own = named(node.weights());
      for (Node.Fused f : node.fused()) {
        fused.add(new FusedKind(f.layer(), numbered(f.inputs()), named(f.weights()), f.shape()));
      }
      List<Buffer> buffers = context.buffers().stream().map(this::numbered).toList();
      return new Kind(node.layer(), inputs, own, fused, node.shape(), buffers);
    }

    private List<Integer> numbered(List<Integer> inputs) {
      return inputs.stream()
          .map(i -> i == Node.Fused.RESULT ? Integer.valueOf(i) : ordinal(i, nodes))
          .toList();
    }

    private Buffer numbered(Buffer buffer) {
      return buffer.in(ordinal(buffer.storage(), storages));
    }

    private Map<String, Weight> named(Map<String, Weight> parameters) {
      Map<String, Weight> result = new LinkedHashMap<>();
      new TreeMap<>(parameters)
          .forEach(
              (name, weight) ->
                  result.put(
                      name, RawNames.replaced(weight, n -> Integer.toString(ordinal(n, weights)))));
      return result;
    }

    private static <T> int ordinal(T item, List<T> known) {
      int index = known.indexOf(item);
      if (index >= 0) {
        return index;
      }
      known.add(item);
      return known.size() - 1;
    }
  }
}
