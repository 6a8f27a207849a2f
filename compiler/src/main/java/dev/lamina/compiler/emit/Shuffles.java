package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/** The shuffles of a class: one static final field for each type and pattern. */
final class Shuffles {
  private record Shuffle(Type type, List<Integer> pattern) {}

  private final ClassBuilder owner;
  private final Map<Shuffle, String> fields = new LinkedHashMap<>();

  Shuffles(ClassBuilder owner) {
    this.owner = owner;
  }

  void push(Code code, Type type, List<Integer> pattern) {
    String field = fields.computeIfAbsent(new Shuffle(type, pattern), s -> declare());
    code.getStatic(owner.internalName(), field, VectorApi.SHUFFLE_TYPE);
  }

  private String declare() {
    String field = "SHUFFLE_" + fields.size();
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    owner.field(access, field, VectorApi.SHUFFLE_TYPE);
    return field;
  }

  /** Writes the initializer, if there are shuffles. */
  void finish() {
    if (!fields.isEmpty()) {
      owner.method(Opcodes.ACC_STATIC, "<clinit>", "()V", this::initialize);
    }
  }

  private void initialize(Code code) {
    fields.forEach((shuffle, field) -> initialize(code, shuffle, field));
    code.op(Opcodes.RETURN);
  }

  private void initialize(Code code, Shuffle shuffle, String field) {
    VectorApi.species(code, shuffle.type());
    code.push(shuffle.pattern().size());
    code.newIntArray();
    for (int i = 0; i < shuffle.pattern().size(); i++) {
      code.op(Opcodes.DUP);
      code.push(i);
      code.push(shuffle.pattern().get(i));
      code.op(Opcodes.IASTORE);
    }
    code.callStatic(
        VectorApi.SHUFFLE, "fromValues", "(" + VectorApi.SPECIES + "[I)" + VectorApi.SHUFFLE_TYPE);
    code.putStatic(owner.internalName(), field, VectorApi.SHUFFLE_TYPE);
  }
}
