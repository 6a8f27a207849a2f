/** The grammar of {@code .nn} files as a parser. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.lamina.grammar {
  requires transitive org.antlr.antlr4.runtime;

  exports dev.lamina.grammar;
}
