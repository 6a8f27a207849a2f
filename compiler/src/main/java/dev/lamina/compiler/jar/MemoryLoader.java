package dev.lamina.compiler.jar;

import dev.lamina.compiler.emit.ClassFile;
import dev.lamina.runtime.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
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
  private final List<Descriptor.Variant> variants;
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
    this.variants = bundle.descriptor().variants();
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
    return classOfBundle(network);
  }

  /** The class with the code of a variant, which the bundle has. */
  public Class<?> programClass(String variant) {
    return classOfBundle(variant(variant).programClass());
  }

  /** How many steps a variant has. */
  public int steps(String variant) {
    return variant(variant).steps().size();
  }

  private Descriptor.Variant variant(String id) {
    return variants.stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow();
  }

  private Class<?> classOfBundle(String name) {
    try {
      return loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the bundle has no class " + name, e);
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
