/**
 * Graph to graph: what can be left out, folded into weights, or fused. Imports {@code graph} and
 * {@code layer}.
 */
package dev.lamina.compiler.pass;
