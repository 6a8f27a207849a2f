/** The compiler from {@code .nn} files to Java classes. */
@SuppressWarnings("requires-automatic")
module dev.lamina.compiler {
  requires com.google.protobuf;
  requires dev.lamina.grammar;
  requires dev.lamina.images;
  requires transitive dev.lamina.runtime;
  requires info.picocli;
  requires java.compiler;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires org.objectweb.asm;
  requires org.objectweb.asm.commons;
  requires org.objectweb.asm.util;

  exports dev.lamina.compiler;
  exports dev.lamina.compiler.diag;
  exports dev.lamina.compiler.elaborate;
  exports dev.lamina.compiler.emit;
  exports dev.lamina.compiler.graph;
  exports dev.lamina.compiler.io;
  exports dev.lamina.compiler.jar;
  exports dev.lamina.compiler.layer;
  exports dev.lamina.compiler.loop;
  exports dev.lamina.compiler.model;
  exports dev.lamina.compiler.pass;
  exports dev.lamina.compiler.plan;
  exports dev.lamina.compiler.scalar;
  exports dev.lamina.compiler.source;
  exports dev.lamina.compiler.syntax;

  opens dev.lamina.compiler.cli to
      info.picocli;
}
