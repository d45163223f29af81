package dev.narae.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files appear complete or not at all. */
final class AtomicFileTest {
  @TempDir Path folder;

  private List<Path> listed() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void failuresNameTheFileOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    IOException full = new IOException("No space left on device");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    _ -> {
                      throw full;
                    }));
    assertEquals(file + ": No space left on device", thrown.getMessage());
    assertSame(full, thrown.getCause());
    for (IOException own :
        List.of(new IOException(file + ": it is odd"), new NoSuchFileException("b"))) {
      assertSame(
          own,
          assertThrows(
              IOException.class,
              () ->
                  AtomicFile.write(
                      file,
                      _ -> {
                        throw own;
                      })));
    }
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), listed());
  }
}
