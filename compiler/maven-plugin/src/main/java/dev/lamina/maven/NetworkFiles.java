package dev.lamina.maven;

import dev.lamina.compiler.jar.FileSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.codehaus.plexus.build.BuildContext;

/**
 * Writes the files of one network to their directories. A Java source that stays keeps its time.
 */
final class NetworkFiles implements FileSink {
  private final Directories directories;
  private final BuildContext context;
  private final List<String> paths = new ArrayList<>();

  NetworkFiles(Directories directories, BuildContext context) {
    this.directories = directories;
    this.context = context;
  }

  @Override
  public OutputStream open(String path) throws IOException {
    Path file = directories.resolve(path);
    paths.add(path);
    Files.createDirectories(file.getParent());
    return path.endsWith(".java") ? new SourceStream(file) : new RefreshingStream(file);
  }

  /** What was written. */
  List<String> paths() {
    return paths;
  }

  private final class SourceStream extends ByteArrayOutputStream {
    private final Path file;

    SourceStream(Path file) {
      this.file = file;
    }

    @Override
    public void close() throws IOException {
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), toByteArray())) {
        Files.write(file, toByteArray());
        context.refresh(file.toFile());
      }
    }
  }

  private final class RefreshingStream extends java.io.FilterOutputStream {
    private final Path file;

    RefreshingStream(Path file) throws IOException {
      super(new java.io.BufferedOutputStream(Files.newOutputStream(file)));
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      context.refresh(file.toFile());
    }
  }
}
