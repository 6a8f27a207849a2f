/**
 * Writes networks in the formats of other tools: ONNX. The only package that knows protobuf.
 * Imports {@code source}, {@code diag}, {@code scalar}, {@code layer}, {@code graph} and the
 * runtime's reader of weights.
 */
package dev.lamina.compiler.export;
