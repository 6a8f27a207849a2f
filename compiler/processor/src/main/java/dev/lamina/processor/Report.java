package dev.lamina.processor;

import dev.lamina.annotation.NeuralNetwork;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.DiagnosticRenderer;
import dev.lamina.compiler.diag.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;

/** Tells javac of mistakes, at the part of the annotation that they are about. */
record Report(Messager messager, Element element) {
  /** An error about a member of the annotation. */
  void error(String member, String message) {
    print(Kind.ERROR, member, message);
  }

  /** An error about another element. */
  void error(Element other, String message) {
    messager.printMessage(Kind.ERROR, message, other);
  }

  /**
   * What the compiler found.
   *
   * @param member what gave the network
   */
  void diagnostics(String member, List<Diagnostic> diagnostics) {
    for (Diagnostic diagnostic : diagnostics) {
      Kind kind = diagnostic.severity() == Severity.ERROR ? Kind.ERROR : Kind.WARNING;
      boolean aboutWeights = diagnostic.span().isEmpty() && value("weights").isPresent();
      print(kind, aboutWeights ? "weights" : member, text(diagnostic));
    }
  }

  /** With the place, where the network has a file of its own. */
  private static String text(Diagnostic diagnostic) {
    String place =
        diagnostic
            .span()
            .filter(span -> span.source().path().isPresent())
            .map(span -> span.source().name() + ":" + span.line() + ":" + span.column() + ": ")
            .orElse("");
    return place + DiagnosticRenderer.renderWithoutPlace(diagnostic).stripTrailing();
  }

  private void print(Kind kind, String member, String message) {
    Optional<AnnotationValue> value = value(member);
    if (value.isPresent()) {
      messager.printMessage(kind, message, element, annotation(), value.get());
    } else {
      messager.printMessage(kind, message, element, annotation());
    }
  }

  private Optional<AnnotationValue> value(String member) {
    for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
        annotation().getElementValues().entrySet()) {
      if (entry.getKey().getSimpleName().contentEquals(member)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private AnnotationMirror annotation() {
    return element.getAnnotationMirrors().stream()
        .filter(mirror -> isOurs((TypeElement) mirror.getAnnotationType().asElement()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOurs(TypeElement annotation) {
    return annotation.getQualifiedName().contentEquals(NeuralNetwork.class.getName());
  }
}
