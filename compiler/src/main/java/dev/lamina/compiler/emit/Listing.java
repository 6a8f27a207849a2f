package dev.lamina.compiler.emit;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** The bytecode of a class as text. */
public final class Listing {
  private Listing() {}

  /** The listing of the class. */
  public static String of(ClassFile classFile) {
    StringWriter text = new StringWriter();
    TraceClassVisitor tracer = new TraceClassVisitor(null, new Textifier(), new PrintWriter(text));
    new ClassReader(classFile.bytes()).accept(tracer, ClassReader.SKIP_FRAMES);
    return text.toString();
  }
}
