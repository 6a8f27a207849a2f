package dev.lamina.compiler.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** A class while it is written. */
final class ClassBuilder {
  private final String name;
  private final String sourceFile;
  private final ClassWriter writer = new Writer();
  private final Set<String> methods = new HashSet<>();

  /** Merged types need no common superclass: no generated code uses a value whose type differs. */
  private static final class Writer extends ClassWriter {
    Writer() {
      super(COMPUTE_FRAMES);
    }

    @Override
    protected String getCommonSuperClass(String a, String b) {
      return Names.OBJECT;
    }
  }

  ClassBuilder(int access, String binaryName, String superName, String sourceFile) {
    this.name = binaryName;
    this.sourceFile = sourceFile;
    writer.visit(Opcodes.V17, access, Names.internal(name), null, superName, null);
    writer.visitSource(sourceFile, null);
  }

  String internalName() {
    return Names.internal(name);
  }

  String binaryName() {
    return name;
  }

  String sourceFile() {
    return sourceFile;
  }

  void field(int access, String field, String descriptor) {
    writer.visitField(access, field, descriptor, null, null).visitEnd();
  }

  /** A method name that no method of the class has yet, as close to {@code wanted} as the JVM's. */
  String uniqueMethod(String wanted) {
    String legal = wanted.replaceAll("[.;\\[/<>]", "_");
    String unique = legal;
    for (int i = 2; !methods.add(unique); i++) {
      unique = legal + "_" + i;
    }
    return unique;
  }

  /**
   * Adds a method.
   *
   * @throws EmitException if it is too large for the JIT
   */
  void method(int access, String method, String descriptor, Consumer<Code> body) {
    method(access, method, descriptor, List.of(), body);
  }

  /** Adds a method whose parameters have names. */
  void method(
      int access,
      String method,
      String descriptor,
      List<String> parameterNames,
      Consumer<Code> body) {
    methods.add(method);
    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
    Parameters parameters = new Parameters(isStatic, descriptor, parameterNames);
    Code code = new Code(writer.visitMethod(access, method, descriptor, null, null), parameters);
    body.accept(code);
    checkSize(method, code.finish());
  }

  private void checkSize(String method, int size) {
    if (size > Code.LIMIT) {
      throw new EmitException(
          String.format(
              Locale.ROOT,
              "method %s of %s has %d bytes of code; the JVM compiles none of more than %d",
              method,
              name,
              size,
              Code.LIMIT));
    }
  }

  ClassFile finish() {
    writer.visitEnd();
    return new ClassFile(name, writer.toByteArray());
  }
}
