/**
 * The typed, shape-inferred graph of layers with its weights as expressions; printer, verifier and
 * plain evaluation. Imports {@code source}, {@code diag} and {@code layer}.
 */
package dev.lamina.compiler.graph;
