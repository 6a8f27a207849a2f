/**
 * The layers: one file each, with its arguments, checks, shape rule, parameters and plain
 * evaluation. Imports {@code source}, {@code diag} and {@code scalar}.
 */
package dev.lamina.compiler.layer;
