package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds defs that use themselves, directly or through others. */
final class Recursion {
  private final Map<String, Statement.Def> defs;
  private final Reporter reporter;
  private final Set<String> done = new HashSet<>();
  private final Set<String> recursive = new HashSet<>();
  private final List<String> order = new ArrayList<>();

  Recursion(Map<String, Statement.Def> defs, Reporter reporter) {
    this.defs = defs;
    this.reporter = reporter;
  }

  /** The defs on a cycle or leading into one; each cycle is reported once. */
  Set<String> find() {
    defs.keySet().forEach(this::search);
    return recursive;
  }

  /** All defs, each behind those that it uses, as far as there is no cycle. */
  List<String> order() {
    return order;
  }

  private record Visit(String def, Iterator<Atom.Use> uses) {}

  /** Depth first, with a stack of its own: defs may build on each other thousands deep. */
  private void search(String start) {
    Deque<Visit> path = new ArrayDeque<>();
    Set<String> onPath = new HashSet<>();
    enter(start, path, onPath);
    while (!path.isEmpty()) {
      Visit top = path.peek();
      if (!top.uses.hasNext()) {
        path.pop();
        onPath.remove(top.def);
        order.add(top.def);
        if (recursive.contains(top.def) && !path.isEmpty()) {
          recursive.add(path.peek().def);
        }
        continue;
      }
      Atom.Use use = top.uses.next();
      String name = use.name().text();
      if (onPath.contains(name)) {
        report(use, path);
      } else if (recursive.contains(name)) {
        recursive.add(top.def);
      } else {
        enter(name, path, onPath);
      }
    }
  }

  private void enter(String def, Deque<Visit> path, Set<String> onPath) {
    if (done.add(def)) {
      List<Atom.Use> uses = new ArrayList<>();
      SyntaxWalk.atoms(
          defs.get(def).body(),
          atom -> {
            if (atom instanceof Atom.Use use && defs.containsKey(use.name().text())) {
              uses.add(use);
            }
          });
      path.push(new Visit(def, uses.iterator()));
      onPath.add(def);
    }
  }

  private void report(Atom.Use use, Deque<Visit> path) {
    String name = use.name().text();
    List<String> cycle = new ArrayList<>(List.of(name));
    for (Visit visit : path) {
      cycle.add(0, visit.def);
      recursive.add(visit.def);
      if (visit.def.equals(name)) {
        break;
      }
    }
    String shown = String.join(" -> ", cycle);
    reporter
        .error(use.span(), "the def `" + name + "` uses itself: " + shown)
        .hint("a def is copied to where it is used; `repeat(3) { ... }` repeats a chain");
  }
}
