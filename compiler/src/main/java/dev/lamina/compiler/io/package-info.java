/**
 * Files that hold inputs and outputs: NumPy arrays and safetensors; and writing files whole.
 * Imports {@code layer} and the runtime.
 */
package dev.lamina.compiler.io;
