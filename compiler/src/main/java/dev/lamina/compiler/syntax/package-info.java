/**
 * Syntax records, and the parser that makes them from the ANTLR tree. The only package that knows
 * ANTLR. Imports {@code source} and {@code diag}.
 */
package dev.lamina.compiler.syntax;
