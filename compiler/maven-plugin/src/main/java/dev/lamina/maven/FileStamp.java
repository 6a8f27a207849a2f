package dev.lamina.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a file that may be large is still the one that was read: its size and time. */
record FileStamp(Path file, long size, long time) {
  static FileStamp of(Path file) throws IOException {
    return new FileStamp(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  boolean holds() {
    try {
      return equals(of(file));
    } catch (IOException e) {
      return false;
    }
  }
}
