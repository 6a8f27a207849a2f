package dev.lamina.compiler.emit;

import java.util.HashMap;
import java.util.Map;

/** The JVM's local variables of a kernel; those of a block are free again after it. */
final class Slots {
  private final Map<String, Integer> slots = new HashMap<>();
  private int next;

  /** A slot for the name. */
  int declare(String name) {
    slots.put(name, next);
    return next++;
  }

  /** A slot without a name. */
  int anonymous() {
    return next++;
  }

  int of(String name) {
    return slots.get(name);
  }

  /** The slot of the base of a float array or rows parameter. */
  int base(String array) {
    return of(array) + 1;
  }

  int mark() {
    return next;
  }

  void release(int mark) {
    next = mark;
  }
}
