package dev.lamina.maven;

import java.io.File;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Compiles networks to classes of the project, before its own Java is compiled: {@code
 * src/main/nn/com/acme/lenet.nn} becomes the class {@code com.acme.Lenet}.
 */
@Mojo(
    name = "compile",
    defaultPhase = LifecyclePhase.GENERATE_SOURCES,
    requiresDependencyCollection = ResolutionScope.COMPILE,
    threadSafe = true)
public final class CompileMojo extends AbstractCompileMojo {
  /** Where the networks are; a directory in it is a package. */
  @Parameter(defaultValue = "${project.basedir}/src/main/nn")
  private File sourceDirectory;

  /** Where the Java sources of the networks' classes go. */
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/lamina")
  private File generatedSourcesDirectory;

  @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true)
  private File classesDirectory;

  /** For Maven. */
  public CompileMojo() {}

  @Override
  Directories directories() {
    return Directories.of(sourceDirectory, generatedSourcesDirectory, classesDirectory);
  }

  @Override
  void addSourceRoot(String directory) {
    project().addCompileSourceRoot(directory);
  }
}
