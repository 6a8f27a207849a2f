/**
 * Classes, raw weights and descriptor to a reproducible jar, or to classes defined in memory.
 * Imports {@code emit}, {@code graph} and the runtime's descriptor and safetensors formats.
 */
package dev.lamina.compiler.jar;
