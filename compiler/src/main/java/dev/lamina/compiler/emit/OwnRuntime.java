package dev.lamina.compiler.emit;

import dev.lamina.runtime.Network;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Turns classes that bring a runtime of their own back to the shared one. */
public final class OwnRuntime {
  private static final String SHARED = Names.internal(Network.class.getPackageName()) + "/";

  private OwnRuntime() {}

  /** The package, with slashes, of the runtime that a network's class stands on. */
  public static String packageOf(byte[] networkClass) {
    String name = new ClassReader(networkClass).getSuperName();
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /** The class, with the shared runtime in the place of that package. */
  public static byte[] shared(byte[] classFile, String packageName) {
    if (packageName.equals(SHARED)) {
      return classFile;
    }
    ClassWriter writer = new ClassWriter(0);
    Remapper remapper =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String name) {
            return name.startsWith(packageName)
                ? SHARED + name.substring(packageName.length())
                : name;
          }
        };
    new ClassReader(classFile).accept(new ClassRemapper(writer, remapper), 0);
    return writer.toByteArray();
  }
}
