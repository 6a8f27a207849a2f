package dev.lamina.maven;

import java.io.File;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Compiles networks that only tests use: {@code src/test/nn/com/acme/tiny.nn} becomes the class
 * {@code com.acme.Tiny} among the test classes.
 */
@Mojo(
    name = "test-compile",
    defaultPhase = LifecyclePhase.GENERATE_TEST_SOURCES,
    requiresDependencyCollection = ResolutionScope.TEST,
    threadSafe = true)
public final class TestCompileMojo extends AbstractCompileMojo {
  /** Where the networks are; a directory in it is a package. */
  @Parameter(defaultValue = "${project.basedir}/src/test/nn")
  private File sourceDirectory;

  /** Where the Java sources of the networks' classes go. */
  @Parameter(defaultValue = "${project.build.directory}/generated-test-sources/lamina")
  private File generatedSourcesDirectory;

  @Parameter(defaultValue = "${project.build.testOutputDirectory}", readonly = true)
  private File classesDirectory;

  /** For Maven. */
  public TestCompileMojo() {}

  @Override
  Directories directories() {
    return Directories.of(sourceDirectory, generatedSourcesDirectory, classesDirectory);
  }

  @Override
  void addSourceRoot(String directory) {
    project().addTestCompileSourceRoot(directory);
  }
}
