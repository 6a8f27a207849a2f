package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runtime promises about its jar. */
class RuntimeJarTest {
  private static final long LIMIT = 100_000;

  @TempDir Path directory;

  /** Reads the jar that Maven packaged, or packs the classes it would pack. */
  @Test
  void staysSmall() throws Exception {
    Path place = Path.of(Network.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    long size = Files.size(Files.isDirectory(place) ? pack(place) : place);
    assertTrue(size > 10_000, "nothing was packed: " + size);
    assertTrue(size < LIMIT, "the runtime's jar has " + size + " bytes, expected under " + LIMIT);
  }

  private Path pack(Path classes) throws IOException {
    Path jar = directory.resolve("runtime.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes.resolve("dev/lamina/runtime"))) {
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      for (Path file : sorted) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  @Test
  void versionIsThatOfThePom() throws IOException {
    String pom = Files.readString(Path.of("..", "pom.xml"));
    Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(pom);
    assertTrue(version.find(), "the pom has no version");
    assertEquals(version.group(1), RuntimeVersion.CURRENT);
  }
}
