/**
 * Kernels and plans to bytecode. The only package that knows ASM. Imports {@code loop} and {@code
 * plan}.
 */
package dev.lamina.compiler.emit;
