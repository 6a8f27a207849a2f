/**
 * Graph to kernels: algorithm, tiling, layouts, packing of weights, memory plan, thread split, cost
 * model. Imports {@code graph}, {@code layer}, {@code scalar}, {@code loop} and the runtime's load
 * program.
 */
package dev.lamina.compiler.plan;
