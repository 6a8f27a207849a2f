package dev.lamina.compiler.jar;

import java.io.IOException;
import java.io.OutputStream;

/** Where a network's files go: a directory of classes, or what javac gives its processors. */
@FunctionalInterface
public interface FileSink {
  /**
   * Opens a file to be written and closed before the next.
   *
   * @param path relative to the root, with slashes: {@code com/acme/LeNet$Scalar.class}
   */
  OutputStream open(String path) throws IOException;
}
