package dev.lamina.compiler.loop;

/**
 * A variable of a kernel: an integer parameter, a loop variable or a value computed once or several
 * times.
 *
 * @param name unique in the kernel
 * @param type its type
 */
public record Local(String name, Type type) implements Expr {}
