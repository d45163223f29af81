package dev.narae.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A lab book of the short items, written once for all tests that look at it. */
final class LabPage {
  private LabPage() {}

  private static final class Written {
    static final Path FOLDER = folder();
    static final CommandRun RUN =
        CommandRun.of("lab", "--out", FOLDER.toString(), "1", "2", "3", "11", "12", "13");

    /** Two levels that are not there yet. */
    private static Path folder() {
      try {
        Path parent = Files.createTempDirectory("lab");
        return parent.resolve("a/b");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What the command said. */
  static CommandRun run() {
    return Written.RUN;
  }

  /** The page. */
  static Path file() {
    return Written.FOLDER.resolve("lab.html");
  }
}
