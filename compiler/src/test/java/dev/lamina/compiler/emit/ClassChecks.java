package dev.lamina.compiler.emit;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** Checks generated classes as the JVM's verifier does, and more. */
public final class ClassChecks {
  private ClassChecks() {}

  /** Fails with the listing if the class is not right. */
  public static void verify(ClassFile classFile) {
    StringWriter problems = new StringWriter();
    CheckClassAdapter.verify(
        new ClassReader(classFile.bytes()),
        ClassChecks.class.getClassLoader(),
        false,
        new PrintWriter(problems));
    if (!problems.toString().isEmpty()) {
      throw new AssertionError(problems + Listing.of(classFile));
    }
  }
}
