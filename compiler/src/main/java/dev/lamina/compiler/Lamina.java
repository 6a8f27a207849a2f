package dev.lamina.compiler;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.source.Source;
import dev.lamina.runtime.RuntimeVersion;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The compiler: from the text of a network to a class that computes it.
 *
 * <pre>{@code
 * Network net = Lamina.compile("input(4) -> linear(16) -> relu -> linear(3)").load(weights);
 * float[] scores = net.forward(new float[] {5.1f, 3.5f, 1.4f, 0.2f});
 * }</pre>
 *
 * What is wrong with a network is told by a {@link CompilationException} that carries every
 * diagnostic as data.
 */
public final class Lamina {
  private Lamina() {}

  /** The compiler's version. */
  public static String version() {
    return RuntimeVersion.CURRENT;
  }

  /**
   * Compiles a {@code .nn} file.
   *
   * @throws CompilationException if it cannot be read or is wrong
   */
  public static CompiledNetwork compile(Path file) {
    return compile(file, CompileOptions.defaults());
  }

  /**
   * Compiles a {@code .nn} file.
   *
   * @throws CompilationException if it cannot be read or is wrong, or does not go with the options
   */
  public static CompiledNetwork compile(Path file, CompileOptions options) {
    Objects.requireNonNull(file, "the file is null");
    Objects.requireNonNull(options, "the options are null");
    Diagnostics diagnostics = new Diagnostics();
    return Compilation.run(SourceFile.read(file, diagnostics), options, diagnostics);
  }

  /**
   * Compiles a network given as text. Its class is {@code nn.model.Model} unless the text has a
   * {@code network} statement.
   *
   * @throws CompilationException if it is wrong
   */
  public static CompiledNetwork compile(String text) {
    return compile(Model.FILE_NAME, text, CompileOptions.defaults());
  }

  /**
   * Compiles a network given as text.
   *
   * @throws CompilationException if it is wrong, or does not go with the options
   */
  public static CompiledNetwork compile(String text, CompileOptions options) {
    return compile(Model.FILE_NAME, text, options);
  }

  /**
   * Compiles a network written in Java.
   *
   * @throws CompilationException if it is wrong; its diagnostics show the Java calls
   */
  public static CompiledNetwork compile(Model model) {
    return compile(model, CompileOptions.defaults());
  }

  /**
   * Compiles a network written in Java.
   *
   * @throws CompilationException if it is wrong, or does not go with the options; its diagnostics
   *     show the Java calls
   */
  public static CompiledNetwork compile(Model model, CompileOptions options) {
    Objects.requireNonNull(model, "the model is null");
    Objects.requireNonNull(options, "the options are null");
    return Compilation.run(model.source(), options, new Diagnostics());
  }

  /**
   * Compiles a network given as text.
   *
   * @param name what diagnostics and stack traces show as its file, such as {@code lenet.nn}; names
   *     the class as well
   * @throws CompilationException if it is wrong, or does not go with the options
   */
  public static CompiledNetwork compile(String name, String text, CompileOptions options) {
    Objects.requireNonNull(name, "the name is null");
    Objects.requireNonNull(text, "the text is null");
    Objects.requireNonNull(options, "the options are null");
    return Compilation.run(Source.ofText(name, text), options, new Diagnostics());
  }
}
