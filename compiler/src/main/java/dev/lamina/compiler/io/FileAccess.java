package dev.lamina.compiler.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;

/** Reads and writes whole files, with messages instead of exceptions' names. */
public final class FileAccess {
  private FileAccess() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * All bytes of a file.
   *
   * @param limit the largest size that makes sense
   * @throws FileException if it cannot be read or is larger
   */
  public static byte[] bytes(Path file, long limit) {
    requireFile(file);
    try {
      long size = Files.size(file);
      if (size > limit) {
        throw new FileException(
            file + " has " + size + " bytes; at most " + limit + " make sense here");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Refuses what is not a file that can be read.
   *
   * @throws FileException if it is missing or a directory
   */
  public static void requireFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new FileException(file + " is a directory, expected a file");
    }
    if (!Files.exists(file)) {
      throw new FileException("there is no file " + file);
    }
  }

  /**
   * Writes a file beside its place and moves it there when it is whole, so that nobody ever sees
   * half of it. Where that place is a symbolic link, what it points at is written.
   *
   * @throws FileException if it cannot be written
   */
  public static void write(Path file, Content content) {
    requireTarget(file);
    Path part = null;
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      part =
          target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
      part.toFile().deleteOnExit();
      try (OutputStream out = Files.newOutputStream(part)) {
        content.writeTo(out);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      deleteQuietly(part);
    }
  }

  /**
   * Refuses a place where no file can be written.
   *
   * @return the directory that the file will stand in
   * @throws FileException if the directory is missing, or at the place, or where a link there
   *     points, is a directory, a device or a pipe
   */
  public static Path requireTarget(Path file) {
    if (file.toString().isEmpty()) {
      throw new FileException("the name of the file to write is empty");
    }
    if (Files.isDirectory(file)) {
      throw new FileException(file + " is a directory; give the name of a file in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileException(
          file + " is a device or a pipe, which a file would replace; give another name");
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new FileException("there is no directory " + directory + " to write " + file + " into");
    }
    return directory;
  }

  /**
   * Refuses a place where no file can be written, and a name that does not end as what is written
   * does: a slip must not replace a source, weights or an input.
   *
   * @param what what is written, for the message: {@code the jar}
   * @param ending such as {@code .jar}
   * @throws FileException if it is refused
   */
  public static void requireTarget(Path file, String what, String ending) {
    requireTarget(file);
    if (!file.toString().endsWith(ending)) {
      throw new FileException(
          "the name of " + what + " must end in " + ending + ", but " + file + " was given");
    }
  }

  /**
   * Refuses an output that is one of the files that are read.
   *
   * @param what what is written, for the message: {@code the jar}
   * @param sources what is read; null where there is none
   * @throws FileException if it is refused
   */
  public static void requireOther(Path file, String what, Collection<Path> sources) {
    for (Path source : sources) {
      if (source != null && isSame(file, source)) {
        throw new FileException(
            what + " would replace " + source + ", which is read; give another name");
      }
    }
  }

  private static boolean isSame(Path a, Path b) {
    try {
      return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize())
          || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b));
    } catch (IOException e) {
      return false;
    }
  }

  /** Says why a file cannot be written. */
  public static FileException unwritable(Path file, IOException e) {
    Path directory = file.toAbsolutePath().getParent();
    String reason =
        e instanceof NoSuchFileException ? "no file can be made in " + directory : reason(e);
    return new FileException("cannot write " + file + ": " + reason, e);
  }

  /** Says why a file cannot be read. */
  static FileException unreadable(Path file, IOException e) {
    return new FileException("cannot read " + file + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private static void deleteQuietly(Path part) {
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // the message about the failure before is the one that matters
    }
  }
}
