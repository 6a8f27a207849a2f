package dev.lamina.processor;

import dev.lamina.runtime.Network;
import java.util.List;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** An annotated interface, which the network's class is to implement. */
final class ImplementedInterface {
  private final Elements elements;
  private final Types types;
  private final TypeElement type;
  private final Report report;

  ImplementedInterface(ProcessingEnvironment environment, TypeElement type, Report report) {
    this.elements = environment.getElementUtils();
    this.types = environment.getTypeUtils();
    this.type = type;
    this.report = report;
  }

  /** Whether a class can implement the interface; reports why it cannot. */
  boolean check() {
    if (!type.getTypeParameters().isEmpty() || type.getModifiers().contains(Modifier.SEALED)) {
      return refuse("it has type parameters or is sealed");
    }
    for (Element part = type; part instanceof TypeElement; part = part.getEnclosingElement()) {
      if (part.getModifiers().contains(Modifier.PRIVATE)) {
        return refuse("`" + part.getSimpleName() + "` is private");
      }
    }
    boolean all = true;
    for (ExecutableElement method : ElementFilter.methodsIn(elements.getAllMembers(type))) {
      if (method.getModifiers().contains(Modifier.ABSTRACT) && !isProvided(method)) {
        report.error(
            method.getEnclosingElement().equals(type) ? method : type,
            "a generated network cannot implement `"
                + method
                + "`; what it has are the public methods of dev.lamina.runtime.Network, such as"
                + " `float[] forward(float[])`, and `void forward(...)` of all inputs and outputs"
                + " where there are several");
        all = false;
      }
    }
    return all;
  }

  private boolean refuse(String reason) {
    report.error(
        type,
        "the generated class cannot implement `"
            + type.getSimpleName()
            + "`: "
            + reason
            + "; annotate a class instead, or change the interface");
    return false;
  }

  private boolean isProvided(ExecutableElement method) {
    return isForwardOfArrays(method) || isMethodOfNetwork(method);
  }

  private static boolean isForwardOfArrays(ExecutableElement method) {
    return method.getSimpleName().contentEquals("forward")
        && method.getReturnType().getKind() == TypeKind.VOID
        && method.getParameters().size() > 2
        && method.getParameters().stream().allMatch(p -> p.asType().getKind() == TypeKind.ARRAY);
  }

  private boolean isMethodOfNetwork(ExecutableElement method) {
    TypeElement network = elements.getTypeElement(Network.class.getName());
    List<ExecutableElement> methods =
        network == null ? List.of() : ElementFilter.methodsIn(elements.getAllMembers(network));
    return methods.stream()
        .filter(m -> m.getModifiers().contains(Modifier.PUBLIC))
        .anyMatch(m -> implementsMethod(m, method));
  }

  private boolean implementsMethod(ExecutableElement own, ExecutableElement wanted) {
    return own.getSimpleName().equals(wanted.getSimpleName())
        && types.isSubsignature((ExecutableType) own.asType(), (ExecutableType) wanted.asType())
        && isReturnable(own.getReturnType(), wanted.getReturnType());
  }

  private boolean isReturnable(TypeMirror own, TypeMirror wanted) {
    return types.isSameType(own, wanted)
        || (own.getKind() == TypeKind.DECLARED && types.isSubtype(own, wanted));
  }

  static boolean isInterface(TypeElement type) {
    return type.getKind() == ElementKind.INTERFACE;
  }
}
