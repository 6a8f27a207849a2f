package dev.lamina.compiler.cli;

import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

/** Loads the network of a jar that Lamina wrote. */
final class JarNetwork {
  private JarNetwork() {}

  /** The network; its class loader stays open as long as the process lives. */
  static Network load(Path jar, LoadOptions options) {
    String className = className(jar);
    try {
      Class<?> type = new JarLoader(jar, className).loadClass(className);
      return (Network) type.getMethod("load", LoadOptions.class).invoke(null, options);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new UserException(refused.getMessage(), refused);
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException | LinkageError | IOException e) {
      throw new UserException(jar + " cannot be loaded: " + e, e);
    }
  }

  private static String className(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String name = manifest == null ? null : manifest.getMainAttributes().getValue("Lamina-Class");
      if (name == null) {
        throw new UserException(jar + " holds no network that Lamina compiled");
      }
      return name;
    } catch (ZipException e) {
      throw new UserException(jar + " is no jar, or a damaged one", e);
    } catch (IOException e) {
      throw new UserException("cannot read " + jar + ": " + e.getMessage(), e);
    }
  }
}
