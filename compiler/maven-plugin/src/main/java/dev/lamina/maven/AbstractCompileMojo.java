package dev.lamina.maven;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.InputShape;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.WeightsType;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;
import org.codehaus.plexus.util.DirectoryScanner;

/** What the goals for main and for test networks have in common: their options. */
abstract class AbstractCompileMojo extends AbstractMojo {
  private static final String RUNTIME = "lamina-runtime";

  @Inject private BuildContext buildContext;

  @Parameter(defaultValue = "${project}", readonly = true)
  private MavenProject project;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true)
  private MojoExecution execution;

  /** Which files of the directory are networks of this execution. */
  @Parameter(defaultValue = "**/*.nn")
  private List<String> includes = new ArrayList<>();

  /** Which of them are not. */
  @Parameter private List<String> excludes = new ArrayList<>();

  /**
   * A safetensors file with the weights, or the {@code .index.json} of several; relative to the
   * directory of the network. Replaces what the network's {@code weights} statement says.
   */
  @Parameter private String weights;

  /** The seed of random weights instead of any file's, initialised as PyTorch does. */
  @Parameter private Long randomWeights;

  /** The shapes of inputs that the file does not declare: {@code 3,32,32} or {@code x=3,32,32}. */
  @Parameter private List<String> shapes = new ArrayList<>();

  /** Taken off the names in the weights file: {@code module.} */
  @Parameter private String stripPrefix;

  /** Tensors of the weights file to leave out: {@code aux.*} */
  @Parameter private List<String> ignore = new ArrayList<>();

  /** The package of the classes, instead of the file's {@code network} statement or directory. */
  @Parameter private String packageName;

  /**
   * What code is made for: {@code scalar}, {@code plain}, {@code simd128}, {@code simd256}, {@code
   * simd512}; all of them by default.
   */
  @Parameter private List<String> targets = new ArrayList<>();

  /** Passes to switch off, such as {@code fold-batch-norm}. */
  @Parameter private List<String> passesOff = new ArrayList<>();

  /** How weights are stored: {@code f32}, {@code bf16}, {@code f16} or {@code int8}. */
  @Parameter(property = "lamina.weightsDtype", defaultValue = "f32")
  private String weightsDtype = "f32";

  /** Computes only as PyTorch does: no folded weights, no Winograd; slower. */
  @Parameter(property = "lamina.exact", defaultValue = "false")
  private boolean exact;

  /** Treats warnings as errors. */
  @Parameter(property = "lamina.strict", defaultValue = "false")
  private boolean strict;

  /** Does nothing. */
  @Parameter(property = "lamina.skip", defaultValue = "false")
  private boolean skip;

  abstract Directories directories();

  abstract void addSourceRoot(String directory);

  MavenProject project() {
    return project;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    Directories directories = directories();
    if (skip) {
      getLog().info("Networks are not compiled: lamina.skip is set");
      return;
    }
    NetworkOptions options = new NetworkOptions(compileOptions(), weights, optionsText());
    Path record =
        Path.of(project.getBuild().getDirectory())
            .resolve("lamina")
            .resolve(execution.getGoal() + "-" + execution.getExecutionId() + ".txt");
    try {
      List<Path> networks = networks(directories.networks());
      new Build(directories, BuildRecord.read(record), buildContext, getLog())
          .run(networks, options);
      if (!networks.isEmpty()) {
        addSourceRoot(directories.sources().toString());
        requireRuntime();
      }
    } catch (IOException e) {
      throw new MojoExecutionException("Networks cannot be compiled: " + e, e);
    }
  }

  /** Without it, javac would speak of classes that the user has never heard of. */
  private void requireRuntime() throws MojoFailureException {
    if (project.getArtifacts().stream().noneMatch(a -> a.getArtifactId().equals(RUNTIME))) {
      throw new MojoFailureException(
          """
          The classes of networks need %s, which is not among the dependencies of %s; add to %s:

            <dependency>
              <groupId>dev.lamina</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
            </dependency>
          """
              .formatted(
                  RUNTIME,
                  project.getArtifactId(),
                  project.getFile().getName(),
                  RUNTIME,
                  Lamina.version()));
    }
  }

  private List<Path> networks(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    DirectoryScanner scanner = new DirectoryScanner();
    scanner.setBasedir(directory.toFile());
    scanner.setIncludes(includes.toArray(String[]::new));
    scanner.setExcludes(excludes.toArray(String[]::new));
    scanner.addDefaultExcludes();
    scanner.scan();
    return List.of(scanner.getIncludedFiles()).stream().sorted().map(directory::resolve).toList();
  }

  private CompileOptions compileOptions() throws MojoFailureException {
    try {
      CompileOptions options =
          CompileOptions.defaults()
              .exact(exact)
              .strict(strict)
              .weightsType(WeightsType.parse(weightsDtype));
      for (String shape : shapes) {
        options = options.shape(InputShape.parse(shape));
      }
      for (String pattern : ignore) {
        options = options.ignore(pattern);
      }
      for (String pass : passesOff) {
        options = options.withoutPass(pass);
      }
      Set<Target> chosen = EnumSet.noneOf(Target.class);
      targets.forEach(target -> chosen.add(Target.parse(target)));
      options = chosen.isEmpty() ? options : options.targets(chosen);
      options = packageName == null ? options : options.packageName(packageName);
      options = stripPrefix == null ? options : options.stripPrefix(stripPrefix);
      return randomWeights == null ? options : options.randomWeights(randomWeights);
    } catch (IllegalArgumentException e) {
      throw new MojoFailureException("The configuration is wrong: " + e.getMessage(), e);
    }
  }

  /** Changes where an option does. */
  private String optionsText() {
    List<Object> all = new ArrayList<>();
    all.addAll(List.of(shapes, ignore, passesOff, targets, exact, strict, weightsDtype));
    all.add(weights);
    all.add(randomWeights);
    all.add(stripPrefix);
    all.add(packageName);
    return all.toString();
  }
}
