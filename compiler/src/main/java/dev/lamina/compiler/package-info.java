/**
 * The compiler as a library: {@link dev.lamina.compiler.Lamina} compiles a file or a text, {@link
 * dev.lamina.compiler.CompiledNetwork} is loaded at once or written as a jar. Imports every stage.
 */
package dev.lamina.compiler;
