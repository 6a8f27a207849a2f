package dev.lamina.compiler.jar;

import dev.lamina.compiler.emit.ClassFile;
import dev.lamina.runtime.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Defines a bundle's classes in memory, and serves its descriptor and weights. The bundle's classes
 * come before those of the same name that the parent has.
 */
public final class MemoryLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final String network;
  private final Map<String, byte[]> classes = new HashMap<>();
  private final Map<String, byte[]> resources = new HashMap<>();

  /**
   * Prepares the classes of {@code bundle}; its weights are held from now on.
   *
   * @param parent must know the runtime
   */
  public MemoryLoader(Bundle bundle, ClassLoader parent) throws IOException {
    super(parent);
    this.network = bundle.className();
    for (ClassFile classFile : bundle.classes()) {
      classes.put(classFile.name(), classFile.bytes());
    }
    resources.put(Descriptor.resource(network), bundle.descriptorBytes());
    if (bundle.weights().isPresent()) {
      resources.put(Descriptor.weightsResource(network), bundle.weights().get().toBytes());
    }
  }

  /** The network's class. */
  public Class<?> networkClass() {
    try {
      return loadClass(network);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the bundle has no class " + network, e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    byte[] bytes = resources.get(name);
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }
}
