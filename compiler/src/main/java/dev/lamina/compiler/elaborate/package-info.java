/**
 * Syntax to graph: values, defs and repeats are expanded, arguments bound, names given, shapes
 * inferred. Imports {@code source}, {@code diag}, {@code syntax}, {@code layer} and {@code graph}.
 */
package dev.lamina.compiler.elaborate;
