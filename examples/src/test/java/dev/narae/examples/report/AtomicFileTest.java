package dev.narae.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files appear complete or not at all. */
class AtomicFileTest {
  @TempDir private Path dir;

  private List<String> names() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void replacesAFile() throws IOException {
    Path file = dir.resolve("metrics.csv");
    AtomicFile.write(file, "old");
    AtomicFile.write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("metrics.csv"), names());
  }

  @Test
  void leavesTheOldFileWhenWritingFails() throws IOException {
    Path file = dir.resolve("metrics.csv");
    AtomicFile.write(file, "old");
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write('n');
                      throw new IOException("disk full");
                    }));
    assertEquals(file + ": disk full", failure.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("metrics.csv"), names());
  }
}
