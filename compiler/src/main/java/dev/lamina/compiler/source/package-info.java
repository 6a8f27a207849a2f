/** Source files, positions and spans. Imports nothing of the compiler. */
package dev.lamina.compiler.source;
