package dev.lamina.processor;

import dev.lamina.annotation.NeuralNetwork;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/** Generates the networks of {@link NeuralNetwork} annotations. */
public final class NeuralNetworkProcessor extends AbstractProcessor {
  private static final String GRADLE = "org.gradle.annotation.processing.";

  /** For javac. */
  public NeuralNetworkProcessor() {}

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(NeuralNetwork.class.getName());
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  /**
   * The option for directories, and what Gradle is told: a network of text depends on its type
   * alone, one of a file on more. In Gradle, files can be found by the option only.
   */
  @Override
  public Set<String> getSupportedOptions() {
    boolean files =
        processingEnv != null && processingEnv.getOptions().containsKey(FileFinder.PATH);
    return Set.of(FileFinder.PATH, GRADLE + (files ? "aggregating" : "isolating"));
  }

  @Override
  @SuppressWarnings("DoNotClaimAnnotations") // javac warns of annotations that nobody claims
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement type :
        ElementFilter.typesIn(round.getElementsAnnotatedWith(NeuralNetwork.class))) {
      new NetworkRequest(processingEnv, type).run();
    }
    return true;
  }
}
