package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Type;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The code of a method while it is written. */
final class Code {
  /** The JVM compiles no method that is larger, in bytes. */
  static final int LIMIT = 8000;

  private static final int LAST_LINE = 65535;

  private final MethodVisitor visitor;
  private final Label start = new Label();
  private final Parameters parameters;

  Code(MethodVisitor visitor, Parameters parameters) {
    this.visitor = visitor;
    this.parameters = parameters;
    parameters.declare(visitor);
    visitor.visitCode();
    visitor.visitLabel(start);
  }

  /** Ends the method; its size in bytes. */
  int finish() {
    Label end = new Label();
    visitor.visitLabel(end);
    parameters.describe(visitor, start, end);
    visitor.visitMaxs(0, 0);
    visitor.visitEnd();
    return end.getOffset();
  }

  void op(int opcode) {
    visitor.visitInsn(opcode);
  }

  void push(int value) {
    if (value >= -1 && value <= 5) {
      visitor.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value == (byte) value) {
      visitor.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value == (short) value) {
      visitor.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      visitor.visitLdcInsn(value);
    }
  }

  void push(float value) {
    int bits = Float.floatToRawIntBits(value);
    for (int i = 0; i <= 2; i++) {
      if (bits == Float.floatToRawIntBits(i)) {
        visitor.visitInsn(Opcodes.FCONST_0 + i);
        return;
      }
    }
    visitor.visitLdcInsn(value);
  }

  void loadInt(int slot) {
    visitor.visitVarInsn(Opcodes.ILOAD, slot);
  }

  void storeInt(int slot) {
    visitor.visitVarInsn(Opcodes.ISTORE, slot);
  }

  void loadReference(int slot) {
    visitor.visitVarInsn(Opcodes.ALOAD, slot);
  }

  void storeReference(int slot) {
    visitor.visitVarInsn(Opcodes.ASTORE, slot);
  }

  void load(Type type, int slot) {
    visitor.visitVarInsn(choose(type, Opcodes.ILOAD, Opcodes.FLOAD, Opcodes.ALOAD), slot);
  }

  void store(Type type, int slot) {
    visitor.visitVarInsn(choose(type, Opcodes.ISTORE, Opcodes.FSTORE, Opcodes.ASTORE), slot);
  }

  private static int choose(Type type, int ofInt, int ofFloat, int ofVector) {
    if (type.isVector()) {
      return ofVector;
    }
    return type.kind() == Type.Kind.INT ? ofInt : ofFloat;
  }

  void increment(int slot, int by) {
    if (by == (short) by) {
      visitor.visitIincInsn(slot, by);
    } else {
      loadInt(slot);
      push(by);
      op(Opcodes.IADD);
      storeInt(slot);
    }
  }

  void jump(int opcode, Label target) {
    visitor.visitJumpInsn(opcode, target);
  }

  void label(Label label) {
    visitor.visitLabel(label);
  }

  /** Cases from 0, otherwise {@code none}. */
  void tableSwitch(Label none, Label... cases) {
    visitor.visitTableSwitchInsn(0, cases.length - 1, none, cases);
  }

  /** The source line of what follows; lines that a class file cannot hold are left out. */
  void line(int line) {
    if (line > 0 && line <= LAST_LINE) {
      Label here = new Label();
      visitor.visitLabel(here);
      visitor.visitLineNumber(line, here);
    }
  }

  void newIntArray() {
    visitor.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
  }

  void type(int opcode, String internalName) {
    visitor.visitTypeInsn(opcode, internalName);
  }

  void getStatic(String owner, String name, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETSTATIC, owner, name, descriptor);
  }

  void putStatic(String owner, String name, String descriptor) {
    visitor.visitFieldInsn(Opcodes.PUTSTATIC, owner, name, descriptor);
  }

  void getField(String owner, String name, String descriptor) {
    visitor.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
  }

  void callStatic(String owner, String name, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }

  void callVirtual(String owner, String name, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
  }

  void callConstructor(String owner, String descriptor) {
    visitor.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, "<init>", descriptor, false);
  }
}
