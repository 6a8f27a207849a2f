package dev.lamina.compiler.emit;

/**
 * A generated class.
 *
 * @param name its binary name, such as {@code nn.lenet.LeNet$Scalar}
 * @param bytes the class file
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
public record ClassFile(String name, byte[] bytes) {
  /** Where it stands in a jar. */
  public String path() {
    return name.replace('.', '/') + ".class";
  }
}
