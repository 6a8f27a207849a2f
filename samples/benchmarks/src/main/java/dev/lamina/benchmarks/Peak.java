package dev.lamina.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * What the machine can do: loops over the Vector API that do nothing but what is measured. Compiled
 * when they are needed, since javac warns of every use of an incubator module.
 */
final class Peak {
  /** How many multiply-adds a lane makes in an iteration of {@link #fma}. */
  static final int CHAINS = 12;

  private static final String NAME = "PeakLoops";
  private static final String SOURCE =
      """
      import jdk.incubator.vector.FloatVector;
      import jdk.incubator.vector.VectorSpecies;

      public final class PeakLoops {
        private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

        public static int lanes() {
          return S.length();
        }

        public static float fma(int n) {
          FloatVector a = FloatVector.broadcast(S, 0.5f);
          FloatVector %s;
          v0 = v1 = v2 = v3 = v4 = v5 = v6 = v7 = v8 = v9 = v10 = v11 = a;
          for (int i = 0; i < n; i++) {
            %s
          }
          return %s;
        }

        public static float sum(float[] x) {
          FloatVector a = FloatVector.zero(S);
          FloatVector b = a;
          FloatVector c = a;
          FloatVector d = a;
          int l = S.length();
          for (int i = 0; i <= x.length - 4 * l; i += 4 * l) {
            a = a.add(FloatVector.fromArray(S, x, i));
            b = b.add(FloatVector.fromArray(S, x, i + l));
            c = c.add(FloatVector.fromArray(S, x, i + 2 * l));
            d = d.add(FloatVector.fromArray(S, x, i + 3 * l));
          }
          return a.add(b).add(c.add(d)).lane(0);
        }
      }
      """;

  private final MethodHandle fma;
  private final MethodHandle sum;
  private final int lanes;

  /** Compiles the loops. */
  Peak() {
    try {
      Class<?> loops = compile();
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      fma = lookup.findStatic(loops, "fma", MethodType.methodType(float.class, int.class));
      sum = lookup.findStatic(loops, "sum", MethodType.methodType(float.class, float[].class));
      lanes = (int) loops.getMethod("lanes").invoke(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The lanes of a vector. */
  int lanes() {
    return lanes;
  }

  /** {@code n} iterations of {@link #CHAINS} multiply-adds of vectors, all in registers. */
  float fma(int n) throws Throwable {
    return (float) fma.invokeExact(n);
  }

  /** Reads all of {@code x}. */
  float sum(float[] x) throws Throwable {
    return (float) sum.invokeExact(x);
  }

  private static Class<?> compile() throws IOException, ClassNotFoundException {
    Path directory = Files.createTempDirectory("lamina-peak");
    Path source = Files.writeString(directory.resolve(NAME + ".java"), source());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int exit =
        compiler.run(
            null,
            null,
            null,
            "--add-modules=jdk.incubator.vector",
            "-nowarn",
            "-d",
            directory.toString(),
            source.toString());
    if (exit != 0) {
      throw new IllegalStateException("javac ended with " + exit);
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      return loader.loadClass(NAME);
    } finally {
      for (Path file : List.of(source, directory.resolve(NAME + ".class"), directory)) {
        Files.delete(file);
      }
    }
  }

  private static String source() {
    StringBuilder names = new StringBuilder();
    StringBuilder body = new StringBuilder();
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < CHAINS; i++) {
      names.append(i == 0 ? "" : ", ").append('v').append(i);
      body.append("v%d = v%d.fma(a, a); ".formatted(i, i));
      result.append(i == 0 ? "" : " + ").append("v%d.lane(0)".formatted(i));
    }
    return SOURCE.formatted(names, body, result);
  }
}
