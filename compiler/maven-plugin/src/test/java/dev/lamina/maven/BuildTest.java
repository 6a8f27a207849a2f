package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompileOptions;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.codehaus.plexus.build.BuildContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over a directory of networks that changes in between. */
class BuildTest {
  private static final String RELU = "input(2) -> relu";
  private static final CompileOptions OPTIONS =
      CompileOptions.defaults().targets(Set.of(dev.lamina.compiler.plan.Target.SCALAR));

  @TempDir private Path directory;
  private Directories directories;
  private final Lines log = new Lines();
  private final List<String> marks = new ArrayList<>();

  /** What is logged, one string a call. */
  private static final class Lines extends SystemStreamLog {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void info(CharSequence text) {
      lines.add("info " + text);
    }

    @Override
    public void warn(CharSequence text) {
      lines.add("warn " + text);
    }

    @Override
    public void error(CharSequence text) {
      lines.add("error " + text);
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    directories =
        new Directories(
            directory.resolve("nn"), directory.resolve("sources"), directory.resolve("classes"));
    Files.createDirectories(directories.networks());
  }

  private void write(String name, String text) throws IOException {
    Path file = directories.networks().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String build() throws IOException, MojoFailureException {
    return build(new NetworkOptions(OPTIONS, null, ""));
  }

  /** Runs once; the last line of the log. */
  private String build(NetworkOptions options) throws IOException, MojoFailureException {
    BuildRecord record = BuildRecord.read(directory.resolve("record.txt"));
    List<Path> networks;
    try (Stream<Path> files = Files.walk(directories.networks())) {
      networks = files.filter(f -> f.toString().endsWith(".nn")).sorted().toList();
    }
    new Build(directories, record, editor(), log).run(networks, options);
    return log.lines.get(log.lines.size() - 1);
  }

  /** An editor that runs the build. */
  private BuildContext editor() {
    return (BuildContext)
        Proxy.newProxyInstance(
            BuildContext.class.getClassLoader(),
            new Class<?>[] {BuildContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addMessage")) {
                String name = ((File) arguments[0]).getName();
                marks.add(name + ":" + arguments[1] + ":" + arguments[2] + " " + arguments[4]);
              }
              return null;
            });
  }

  private Set<String> made() throws IOException {
    Set<String> made = new TreeSet<>();
    for (Path root : List.of(directories.sources(), directories.classes())) {
      if (Files.exists(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(Files::isRegularFile).forEach(f -> made.add(root.relativize(f).toString()));
        }
      }
    }
    return made;
  }

  @Test
  void compilesWhatChanged() throws Exception {
    write("com/acme/a.nn", RELU);
    write("b.nn", RELU);
    assertEquals("info Compiled 2 networks", build());
    assertEquals(
        Set.of(
            "META-INF/lamina/com.acme.A.lamina",
            "META-INF/lamina/nn.b.B.lamina",
            "com/acme/A$Scalar.class",
            "com/acme/A.java",
            "nn/b/B$Scalar.class",
            "nn/b/B.java"),
        made());
    assertEquals("info All networks are up to date: 2", build());
    write("b.nn", "input(3) -> relu");
    assertEquals("info Compiled 1 network", build());
  }

  @Test
  void sourcesThatStayKeepTheirTime() throws Exception {
    write("a.nn", RELU);
    build();
    Path source = directories.sources().resolve("nn/a/A.java");
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(source, time);
    write("a.nn", "input(2) -> tanh");
    assertEquals("info Compiled 1 network", build());
    assertEquals(time, Files.getLastModifiedTime(source));
  }

  @Test
  void compilesAgainWhatIsMissing() throws Exception {
    write("a.nn", RELU);
    build();
    Files.delete(directories.classes().resolve("nn/a/A$Scalar.class"));
    assertEquals("info Compiled 1 network", build());
  }

  @Test
  void compilesAgainWithOtherOptions() throws Exception {
    write("a.nn", RELU);
    build();
    assertEquals(
        "info Compiled 1 network", build(new NetworkOptions(OPTIONS.exact(true), null, "exact")));
  }

  @Test
  void saysWhichClassesHaveNoWeights() throws Exception {
    write("com/acme/a.nn", "input(2) -> linear(2)");
    build();
    assertEquals(
        "info com.acme.A has load(Path), but no load(): neither com/acme/a.nn nor the configuration"
            + " names weights",
        log.lines.get(0));
  }

  @Test
  void compilesAgainWithOtherWeights() throws Exception {
    write("a.nn", "weights \"a.safetensors\" input(2) -> linear(2, bias=false)");
    writeWeights(1);
    assertEquals("info Compiled 1 network", build());
    assertEquals("info All networks are up to date: 1", build());
    writeWeights(2);
    assertEquals("info Compiled 1 network", build());
    write("other.safetensors", "");
    assertThrows(
        MojoFailureException.class,
        () -> build(new NetworkOptions(OPTIONS, "other.safetensors", "other")));
  }

  private void writeWeights(int spaces) throws IOException {
    String header =
        "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}"
            + " ".repeat(spaces);
    char[] bytes = new char[Long.BYTES + header.length() + 4 * Float.BYTES];
    bytes[0] = (char) header.length();
    header.getChars(0, header.length(), bytes, Long.BYTES);
    write("a.safetensors", new String(bytes));
  }

  @Test
  void deletesWhatIsNoLongerMade() throws Exception {
    write("a.nn", RELU);
    write("b.nn", RELU);
    build();
    Files.delete(directories.networks().resolve("a.nn"));
    write("b.nn", "network com.acme.Other " + RELU);
    build();
    assertEquals(
        Set.of(
            "META-INF/lamina/com.acme.Other.lamina",
            "com/acme/Other$Scalar.class",
            "com/acme/Other.java"),
        made());
    Files.delete(directories.networks().resolve("b.nn"));
    assertTrue(build().startsWith("info There are no networks to compile in "));
    assertEquals(Set.of(), made());
  }

  @Test
  void mistakesAreLoggedAndMarked() throws Exception {
    write("com/acme/a.nn", "input(4)\n  -> linear(5, 3)");
    write("b.nn", RELU);
    MojoFailureException failure = assertThrows(MojoFailureException.class, this::build);
    assertEquals("A network could not be compiled: 1 error", failure.getMessage());
    String place = directories.networks().resolve("com/acme/a.nn") + ":2:6: ";
    assertTrue(
        log.lines.get(0).startsWith("error " + place + "linear(5, 3) takes 5"),
        log.lines::toString);
    assertEquals(List.of("a.nn:2:6 " + BuildContext.SEVERITY_ERROR), marks);
    assertTrue(Files.exists(directories.sources().resolve("nn/b/B.java")));
  }

  /** Until the mistake is mended, the class of the last build stays; then it is made anew. */
  @Test
  void aMistakeKeepsTheLastClass() throws Exception {
    write("a.nn", RELU);
    build();
    write("a.nn", "input(2) -> rellu");
    assertThrows(MojoFailureException.class, this::build);
    assertTrue(Files.exists(directories.sources().resolve("nn/a/A.java")));
    assertThrows(MojoFailureException.class, this::build);
    write("a.nn", RELU);
    assertEquals("info Compiled 1 network", build());
  }

  @Test
  void twoNetworksOfOneName() throws Exception {
    write("a.nn", "network com.acme.Net " + RELU);
    write("b.nn", "network com.acme.Net " + RELU);
    assertThrows(MojoFailureException.class, this::build);
    String error = log.lines.get(log.lines.size() - 1);
    assertTrue(error.contains("com.acme.Net is the class of a.nn as well"), error);
    write("a.nn", "network com.acme.Other " + RELU);
    assertEquals("info Compiled 2 networks", build());
    assertTrue(made().contains("com/acme/Net.java"));
  }

  @Test
  void aDirectoryThatIsNoPackage() throws Exception {
    write("my-nets/a.nn", RELU);
    assertThrows(MojoFailureException.class, this::build);
    String error = log.lines.get(log.lines.size() - 1);
    assertTrue(error.contains("the package my-nets is no package"), error);
    assertFalse(Files.exists(directories.sources()));
  }
}
