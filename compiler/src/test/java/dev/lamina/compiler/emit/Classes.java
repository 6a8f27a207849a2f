package dev.lamina.compiler.emit;

import java.util.List;

/** Defines generated classes for a test. */
final class Classes extends ClassLoader {
  private final List<ClassFile> classes;

  Classes(List<ClassFile> classes) {
    super(Classes.class.getClassLoader());
    this.classes = classes;
  }

  Class<?> load(String name) {
    try {
      return loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ClassFile found =
        classes.stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new ClassNotFoundException(name));
    return defineClass(name, found.bytes(), 0, found.bytes().length);
  }
}
