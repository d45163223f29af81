package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files appear complete or not at all, where and as they were before. */
final class AtomicFileTest {
  @TempDir Path folder;

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, channel -> channel.write(UTF_8.encode(text)));
  }

  /** What is thrown where the contents throw. */
  private static IOException failure(Path file, IOException own) {
    return assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                file,
                _ -> {
                  throw own;
                }));
  }

  private List<Path> listed() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void failuresNameTheFileOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    IOException full = new IOException("No space left on device");
    IOException thrown = failure(file, full);
    assertEquals(file + ": No space left on device", thrown.getMessage());
    assertSame(full, thrown.getCause());
    for (IOException own :
        List.of(new IOException(file + ": it is odd"), new NoSuchFileException("b"))) {
      assertSame(own, failure(file, own));
    }
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), listed());
  }

  @Test
  void aFolderThatIsNotThereIsToldByTheFile() {
    Path file = folder.resolve("none").resolve("a");
    assertEquals(
        file + ": its folder is not there; create it first",
        assertThrows(NoSuchFileException.class, () -> write(file, "new")).getMessage());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void permissionsStay() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    for (String permissions : List.of("rw-------", "rw-rw-rw-", "r--r-----")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      write(file, permissions);
      assertEquals(permissions, Files.readString(file));
      assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksStayAndTheirTargetsAreWritten() throws IOException {
    Path below = Files.createDirectory(folder.resolve("below"));
    Path file = below.resolve("a");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("below", "second"));
    Path second = Files.createSymbolicLink(below.resolve("second"), Path.of("a"));
    for (String text : List.of("dangling before", "there before")) {
      write(link, text);
      assertTrue(Files.isSymbolicLink(link));
      assertTrue(Files.isSymbolicLink(second));
      assertEquals(text, Files.readString(file));
    }
    assertEquals(List.of(below, link), listed());
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThrows(FileSystemLoopException.class, () -> write(loop, "never"));
  }

  /** Names have at most 255 bytes on most file systems. */
  @ParameterizedTest
  @ValueSource(strings = {"n", "나", "\uD83D\uDE00"})
  @DisabledOnOs(OS.WINDOWS)
  void namesMayBeAsLongAsTheFileSystemLets(String letter) throws IOException {
    int bytes = letter.getBytes(UTF_8).length;
    Path file = folder.resolve("x" + letter.repeat(250 / bytes));
    write(file, "text");
    assertEquals("text", Files.readString(file));
    assertEquals(List.of(file), listed());
  }

  @Test
  @EnabledIf("hasFullDevice")
  void devicesAreWrittenAsTheyAre() throws IOException {
    Path full = Path.of("/dev/full");
    Path link = Files.createSymbolicLink(folder.resolve("link"), full);
    String error = refusal(IOException.class, () -> write(link, "text"));
    assertEquals(link + ": No space left on device", error);
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(hasFullDevice());
    assertEquals(List.of(link), listed());
  }

  static boolean hasFullDevice() {
    Path full = Path.of("/dev/full");
    return Files.isWritable(full) && !Files.isRegularFile(full);
  }
}
