/** The annotation processor that generates networks. */
module dev.lamina.processor {
  requires dev.lamina.annotation;
  requires dev.lamina.compiler;
  requires transitive java.compiler;
  requires static jdk.compiler;

  exports dev.lamina.processor;

  provides javax.annotation.processing.Processor with
      dev.lamina.processor.NeuralNetworkProcessor;
}
