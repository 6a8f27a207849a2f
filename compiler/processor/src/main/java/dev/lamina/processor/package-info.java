/**
 * The annotation processor: javac alone generates networks. {@link
 * dev.lamina.processor.NeuralNetworkProcessor} is what javac starts; the compiler's API does the
 * work. Only {@code SourceDirectory} knows javac's own API, which other compilers lack.
 */
package dev.lamina.processor;
