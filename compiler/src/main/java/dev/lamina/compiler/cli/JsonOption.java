package dev.lamina.compiler.cli;

import picocli.CommandLine.Option;

/** {@code --json}, where a script would read the result. */
final class JsonOption {
  static final String NAME = "--json";

  @Option(names = NAME, description = "print the result as JSON, and errors of the network, too")
  private boolean json;

  boolean isWanted() {
    return json;
  }
}
