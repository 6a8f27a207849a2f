/** Pictures as inputs of networks. */
module dev.lamina.images {
  requires transitive java.desktop;

  exports dev.lamina.images;
}
