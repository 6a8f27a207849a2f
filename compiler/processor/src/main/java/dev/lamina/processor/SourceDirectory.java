package dev.lamina.processor;

import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;

/** Where a Java file lies, as far as the compiler tells: javac does, unless it is wrapped. */
final class SourceDirectory {
  private SourceDirectory() {}

  static Optional<Path> of(ProcessingEnvironment environment, Element element) {
    try {
      return Optional.ofNullable(Trees.instance(environment).getPath(element))
          .map(TreePath::getCompilationUnit)
          .map(unit -> unit.getSourceFile().toUri())
          .filter(uri -> "file".equals(uri.getScheme()))
          .map((URI uri) -> Path.of(uri).getParent());
    } catch (IllegalArgumentException | LinkageError e) {
      return Optional.empty();
    }
  }
}
