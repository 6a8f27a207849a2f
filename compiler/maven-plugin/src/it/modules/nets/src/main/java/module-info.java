module com.acme.nets {
  requires transitive dev.lamina.runtime;
  requires jdk.incubator.vector;

  exports com.acme.nets;
}
