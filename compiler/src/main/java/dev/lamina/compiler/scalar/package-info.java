/**
 * Functions of one element as data: what element-wise layers are made of. Imports nothing of the
 * compiler.
 */
package dev.lamina.compiler.scalar;
