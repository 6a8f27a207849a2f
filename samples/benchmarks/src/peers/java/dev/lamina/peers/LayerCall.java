package dev.lamina.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A layer's text taken apart: {@code hardtanh(min_val=-2.0)}. */
record LayerCall(String name, List<String> positional, Map<String, String> named) {
  static LayerCall parse(String text) {
    int open = text.indexOf('(');
    if (open < 0) {
      return new LayerCall(text, List.of(), Map.of());
    }
    List<String> positional = new ArrayList<>();
    Map<String, String> named = new HashMap<>();
    for (String argument : text.substring(open + 1, text.length() - 1).split(", ", -1)) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        positional.add(argument);
      } else {
        named.put(argument.substring(0, equals), argument.substring(equals + 1));
      }
    }
    return new LayerCall(text.substring(0, open), positional, named);
  }

  /** The argument in that place or of that name. */
  String argument(int place, String name, String absent) {
    return place < positional.size() ? positional.get(place) : named.getOrDefault(name, absent);
  }
}
