/** What tells the annotation processor of a network. Imports nothing. */
package dev.lamina.annotation;
