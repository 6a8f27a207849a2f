/** The annotation that has javac generate networks. Needed at compile time only. */
module dev.lamina.annotation {
  exports dev.lamina.annotation;
}
