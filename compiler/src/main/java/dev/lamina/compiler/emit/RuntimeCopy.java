package dev.lamina.compiler.emit;

import dev.lamina.runtime.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Puts the runtime's classes beside generated ones, under a package of the network's own. */
final class RuntimeCopy {
  private static final String RUNTIME = Names.internal(Network.class.getPackageName()) + "/";

  private final Relocation relocation;

  private RuntimeCopy(String packageName) {
    this.relocation = new Relocation(Names.internal(packageName) + "/");
  }

  /** Renames the runtime's classes, and remembers which are used. */
  private static final class Relocation extends Remapper {
    private final String target;
    private final Set<String> seen = new HashSet<>();
    private final Deque<String> pending = new ArrayDeque<>();

    Relocation(String target) {
      super(Opcodes.ASM9);
      this.target = target;
    }

    @Override
    public String map(String internalName) {
      if (!internalName.startsWith(RUNTIME)) {
        return internalName;
      }
      if (seen.add(internalName)) {
        pending.add(internalName);
      }
      return target + internalName.substring(RUNTIME.length());
    }
  }

  /**
   * The classes with what they use of the runtime, which is moved into the package; the runtime's
   * classes last, by name.
   */
  static List<ClassFile> into(String packageName, List<ClassFile> generated) {
    RuntimeCopy copy = new RuntimeCopy(packageName);
    List<ClassFile> all = new ArrayList<>();
    generated.forEach(classFile -> all.add(copy.relocate(classFile.bytes())));
    TreeMap<String, ClassFile> runtime = new TreeMap<>();
    while (!copy.relocation.pending.isEmpty()) {
      ClassFile moved = copy.relocate(read(copy.relocation.pending.remove()));
      runtime.put(moved.name(), moved);
    }
    all.addAll(runtime.values());
    return all;
  }

  private ClassFile relocate(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new ClassRemapper(writer, relocation), 0);
    String name = relocation.map(reader.getClassName()).replace('/', '.');
    return new ClassFile(name, writer.toByteArray());
  }

  private static byte[] read(String internalName) {
    String file = internalName.substring(RUNTIME.length()) + ".class";
    try (InputStream in = Network.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new EmitException("the runtime's class " + internalName + " cannot be found");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
