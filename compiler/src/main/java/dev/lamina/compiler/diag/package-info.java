/** Diagnostics as data, collected over a compilation and rendered once. Imports {@code source}. */
package dev.lamina.compiler.diag;
