package dev.lamina.compiler.cli;

import dev.lamina.compiler.emit.OwnRuntime;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** The classes of a jar on this process's runtime, also where the jar brings one of its own. */
final class JarLoader extends URLClassLoader {
  private final String runtime;

  JarLoader(Path jar, String networkClass) throws IOException {
    super(new URL[] {jar.toUri().toURL()}, Network.class.getClassLoader());
    this.runtime = OwnRuntime.packageOf(bytes(networkClass));
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try {
      byte[] bytes = OwnRuntime.shared(bytes(name), runtime);
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] bytes(String className) throws IOException {
    URL resource = findResource(className.replace('.', '/') + ".class");
    if (resource == null) {
      throw new IOException("there is no class " + className + " in it");
    }
    try (InputStream in = resource.openStream()) {
      return in.readAllBytes();
    }
  }
}
