package dev.narae.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A text file that grows line by line, each written by one call. */
final class LogFile {
  private final Path path;

  LogFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Begins anew, or with those complete lines of before that are to be kept. */
  List<String> begin(boolean keep, Predicate<String> kept) {
    try {
      Path folder = path.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      List<String> lines = new ArrayList<>();
      if (keep && Files.exists(path)) {
        String text = Files.readString(path);
        // What follows the last line feed was cut off when the process died.
        text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(kept).forEach(lines::add);
      }
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line).append('\n'));
      Files.writeString(path, text);
      return lines;
    } catch (IOException e) {
      throw EventFile.failure(path, e);
    }
  }

  void append(String line) {
    try {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      Files.write(path, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw EventFile.failure(path, e);
    }
  }
}
