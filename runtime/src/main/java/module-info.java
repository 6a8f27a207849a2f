/** What generated networks need to run. */
module dev.lamina.runtime {
  exports dev.lamina.runtime;
}
