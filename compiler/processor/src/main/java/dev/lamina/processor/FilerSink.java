package dev.lamina.processor;

import dev.lamina.compiler.jar.FileSink;
import java.io.IOException;
import java.io.OutputStream;
import javax.annotation.processing.Filer;
import javax.lang.model.element.Element;
import javax.tools.StandardLocation;

/** Hands a network's files to the compiler: source, classes, and resources beside the classes. */
record FilerSink(Filer filer, Element origin) implements FileSink {
  private static final String SOURCE = ".java";
  private static final String CLASS = ".class";

  @Override
  public OutputStream open(String path) throws IOException {
    if (path.endsWith(SOURCE)) {
      return filer.createSourceFile(className(path, SOURCE), origin).openOutputStream();
    }
    if (path.endsWith(CLASS)) {
      return filer.createClassFile(className(path, CLASS), origin).openOutputStream();
    }
    return filer.createResource(StandardLocation.CLASS_OUTPUT, "", path, origin).openOutputStream();
  }

  private static String className(String path, String ending) {
    return path.substring(0, path.length() - ending.length()).replace('/', '.');
  }
}
