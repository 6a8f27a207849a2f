/**
 * Kernels and plans to bytecode: a class for the network, one for each variant's steps and kernels,
 * and {@code module-info}. The only package that knows ASM; the Vector API is known by name alone.
 * Imports {@code loop}, {@code plan}, {@code graph} and what the runtime says of descriptors.
 */
package dev.lamina.compiler.emit;
