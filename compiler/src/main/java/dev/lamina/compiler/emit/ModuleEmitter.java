package dev.lamina.compiler.emit;

import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/** Writes {@code module-info}: the module is named after the package, which it exports. */
final class ModuleEmitter {
  private static final String RUNTIME = "dev.lamina.runtime";
  private static final String VECTOR = "jdk.incubator.vector";

  private ModuleEmitter() {}

  static ClassFile emit(String packageName, VectorModule vectorModule) {
    return emit(packageName, List.of(RUNTIME), List.of(packageName), vectorModule);
  }

  /** A module that holds the runtime's classes itself. */
  static ClassFile standalone(
      String packageName, String runtimePackage, VectorModule vectorModule) {
    return emit(packageName, List.of(), List.of(packageName, runtimePackage), vectorModule);
  }

  private static ClassFile emit(
      String name, List<String> required, List<String> exported, VectorModule vectorModule) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor module = writer.visitModule(name, 0, null);
    module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    required.forEach(r -> module.visitRequire(r, Opcodes.ACC_TRANSITIVE, null));
    if (vectorModule != VectorModule.UNUSED) {
      int access = vectorModule == VectorModule.OPTIONAL ? Opcodes.ACC_STATIC_PHASE : 0;
      module.visitRequire(VECTOR, access, null);
    }
    exported.forEach(e -> module.visitExport(Names.internal(e), 0));
    module.visitEnd();
    writer.visitEnd();
    return new ClassFile("module-info", writer.toByteArray());
  }
}
