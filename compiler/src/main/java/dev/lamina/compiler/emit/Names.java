package dev.lamina.compiler.emit;

/** Internal names of the runtime's classes that generated code uses. */
final class Names {
  static final String FRAME = "dev/lamina/runtime/Frame";
  static final String LOADED = "dev/lamina/runtime/Loaded";
  static final String LOADER = "dev/lamina/runtime/Loader";
  static final String LOAD_OPTIONS = "dev/lamina/runtime/LoadOptions";
  static final String NETWORK = "dev/lamina/runtime/Network";
  static final String PROGRAM = "dev/lamina/runtime/Program";
  static final String OBJECT = "java/lang/Object";
  static final String PATH = "java/nio/file/Path";

  private Names() {}

  /** The internal name of a class by its binary name. */
  static String internal(String binaryName) {
    return binaryName.replace('.', '/');
  }

  /** The descriptor of a class by its internal name. */
  static String descriptor(String internalName) {
    return "L" + internalName + ";";
  }
}
