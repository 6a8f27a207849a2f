package dev.lamina.compiler.jar;

import dev.lamina.compiler.emit.ClassFile;
import dev.lamina.runtime.Descriptor;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes jars: the same bundle gives the same bytes on every Java and machine. All entries are
 * stored, so that weights are read without inflating them.
 */
public final class JarWriter {
  /** The first month whose zip form does not depend on the time zone. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ZipOutputStream zip;

  private JarWriter(ZipOutputStream zip) {
    this.zip = zip;
  }

  /**
   * Writes {@code bundle} to the file {@code jar}, which is replaced only when all went well. Of a
   * link, what it points at is.
   */
  public static void write(Bundle bundle, Path jar) throws IOException {
    Path target = Files.exists(jar) ? jar.toRealPath() : jar.toAbsolutePath();
    Path draft = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    draft.toFile().deleteOnExit(); // where the program is killed meanwhile
    try {
      try (OutputStream out = Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW);
          ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 1 << 16))) {
        new JarWriter(zip).write(bundle);
      }
      move(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * Refuses a place where no jar can be written.
   *
   * @throws IOException if it is a directory, a device or a pipe, or in a directory that is not
   *     there
   */
  public static void requireTarget(Path jar) throws IOException {
    if (Files.isDirectory(jar)) {
      throw new IOException(jar + " is a directory; give the name of a jar in it");
    }
    if (Files.exists(jar) && !Files.isRegularFile(jar)) {
      throw new IOException(
          jar + " is a device or a pipe, which a jar would replace; give another name");
    }
    Path directory = jar.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IOException("there is no directory " + directory + " to write " + jar + " into");
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void write(Bundle bundle) throws IOException {
    entry(JarFile.MANIFEST_NAME, manifest(bundle));
    for (ClassFile classFile : bundle.classes()) {
      entry(classFile.path(), classFile.bytes());
    }
    entry(Descriptor.resource(bundle.className()), bundle.descriptorBytes());
    if (bundle.weights().isPresent()) {
      weights(Descriptor.weightsResource(bundle.className()), bundle.weights().get());
    }
  }

  private static byte[] manifest(Bundle bundle) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Created-By", "Lamina " + bundle.descriptor().compiler());
    attributes.putValue("Lamina-Class", bundle.className());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    return bytes.toByteArray();
  }

  private void entry(String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    begin(name, bytes.length, crc.getValue());
    zip.write(bytes);
    zip.closeEntry();
  }

  private void weights(String name, RawWeights weights) throws IOException {
    begin(name, weights.length(), weights.crc());
    weights.writeChecked(zip);
    zip.closeEntry();
  }

  private void begin(String name, long size, long crc) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(TIME);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc);
    zip.putNextEntry(entry);
  }
}
