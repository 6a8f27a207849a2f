package dev.lamina.compiler.loop;

/**
 * An array that a kernel takes as a parameter.
 *
 * @param name unique in the kernel
 * @param kind what it holds
 */
public record Array(String name, Kind kind) {
  /** What arrays hold. */
  public enum Kind {
    /**
     * A {@code float[]} with a base offset as a parameter of its own: index 0 is the element at the
     * base.
     */
    FLOATS,
    /** A {@code byte[]} with a base offset as a parameter of its own; elements are 0 to 255. */
    BYTES,
    /** An {@code int[]} without a base: a table of constants. */
    TABLE,
    /**
     * A {@code float[][]} whose rows are picked with {@link Stmt.Row}, with a base offset as a
     * parameter of its own: index 0 is the row at the base.
     */
    ROWS,
    /** A row: a {@code float[]} without a base. */
    ROW
  }
}
