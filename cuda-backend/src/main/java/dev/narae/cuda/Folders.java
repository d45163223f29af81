package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists folders without failing: one that cannot be read counts as empty. */
final class Folders {
  private Folders() {}

  /** The entries of a folder whose names match a glob pattern, by name. */
  static List<Path> matching(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(found::add);
    } catch (IOException | PatternSyntaxException _) {
      return List.of();
    }
    found.sort(null);
    return found;
  }

  /** The folders of a colon-separated list such as LD_LIBRARY_PATH. */
  static Stream<Path> ofList(@Nullable String list) {
    return list == null ? Stream.of() : Stream.of(list.split(":", -1)).flatMap(Folders::of);
  }

  /** The folder that a setting names; none if it is unset, blank or no path. */
  static Stream<Path> of(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return Stream.of();
    }
    try {
      return Stream.of(Path.of(name.strip()));
    } catch (InvalidPathException _) {
      return Stream.of();
    }
  }

  /** Those that exist, each once. */
  static List<Path> existing(Stream<Path> folders) {
    return folders.filter(Files::isDirectory).distinct().toList();
  }
}
