/**
 * Networks written in Java: a fluent builder that prints itself as {@code .nn} text, each piece of
 * which knows the Java call it comes from. Imports {@code source}, {@code diag} and {@code syntax}.
 */
package dev.lamina.compiler.model;
