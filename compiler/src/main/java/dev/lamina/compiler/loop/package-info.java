/**
 * The loop IR: kernels as loops over typed scalars and vectors; builder, printer, verifier and
 * interpreter. One description of a kernel serves every target. Imports nothing of the compiler.
 */
package dev.lamina.compiler.loop;
