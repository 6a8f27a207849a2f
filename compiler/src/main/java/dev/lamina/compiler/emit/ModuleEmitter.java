package dev.lamina.compiler.emit;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/** Writes {@code module-info}: the module is named after the package, which it exports. */
final class ModuleEmitter {
  private static final String RUNTIME = "dev.lamina.runtime";
  private static final String VECTOR = "jdk.incubator.vector";

  private ModuleEmitter() {}

  static ClassFile emit(String packageName, VectorModule vectorModule) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor module = writer.visitModule(packageName, 0, null);
    module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    module.visitRequire(RUNTIME, Opcodes.ACC_TRANSITIVE, null);
    if (vectorModule != VectorModule.UNUSED) {
      int access = vectorModule == VectorModule.OPTIONAL ? Opcodes.ACC_STATIC_PHASE : 0;
      module.visitRequire(VECTOR, access, null);
    }
    module.visitExport(packageName.replace('.', '/'), 0);
    module.visitEnd();
    writer.visitEnd();
    return new ClassFile("module-info", writer.toByteArray());
  }
}
