package dev.lamina.compiler.emit;

import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** The parameters of a method and their names, which development environments show. */
record Parameters(boolean isStatic, String descriptor, List<String> names) {
  /** Before the code. */
  void declare(MethodVisitor visitor) {
    names.forEach(name -> visitor.visitParameter(name, 0));
  }

  /** After the code, which reaches from {@code start} to {@code end}. */
  void describe(MethodVisitor visitor, Label start, Label end) {
    Type[] types = Type.getArgumentTypes(descriptor);
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < names.size(); i++) {
      visitor.visitLocalVariable(names.get(i), types[i].getDescriptor(), null, start, end, slot);
      slot += types[i].getSize();
    }
  }
}
