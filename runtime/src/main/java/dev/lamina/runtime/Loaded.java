package dev.lamina.runtime;

/** What {@link Loader} hands to the constructor of a generated class. */
public final class Loaded {
  private final Descriptor descriptor;
  private final Engine engine;
  private final String reason;

  Loaded(Descriptor descriptor, Engine engine, String reason) {
    this.descriptor = descriptor;
    this.engine = engine;
    this.reason = reason;
  }

  Descriptor descriptor() {
    return descriptor;
  }

  Engine engine() {
    return engine;
  }

  String describe() {
    StringBuilder text = new StringBuilder();
    line(text, descriptor.className(), "compiled by lamina " + descriptor.compiler());
    line(text, "signature", engine.arguments().signature().toString());
    line(text, "variant", engine.variant().id() + ": " + reason);
    line(text, "weights", Text.bytes(engine.weightBytes()) + " packed");
    line(
        text,
        "scratch",
        String.format(
            "%s a slot, %s, %s a chunk",
            Text.bytes(engine.scratchBytes()),
            Text.plural(engine.slots(), "slot"),
            Text.plural(engine.variant().chunk(), "sample")));
    line(text, "threads", "up to " + Text.plural(engine.threads(), "thread") + " a call");
    return text.toString();
  }

  private static void line(StringBuilder text, String head, String tail) {
    text.append(String.format("%-10s %s\n", head, tail));
  }
}
