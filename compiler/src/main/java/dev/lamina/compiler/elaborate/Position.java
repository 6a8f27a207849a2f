package dev.lamina.compiler.elaborate;

/** Where a stage stands, which decides whether it may be an input or a reference. */
enum Position {
  /** First in a statement's chain, or in a branch of a group that is. */
  STATEMENT_HEAD,
  /** First in a branch. */
  BRANCH_HEAD,
  /** Anywhere else. */
  INSIDE
}
