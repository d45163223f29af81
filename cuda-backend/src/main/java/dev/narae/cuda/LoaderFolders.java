package dev.narae.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The folders in which the system's dynamic loader looks for libraries, read from its configuration
 * file as ld.so.conf(5) and ldconfig(8) describe it.
 */
final class LoaderFolders {
  /** Searched by every loader on x86-64, whatever the file says; the last two are Debian's. */
  private static final List<String> STANDARD =
      List.of("lib64", "usr/lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu");

  private static final int DEEPEST_INCLUDE = 8;

  private final Path root;
  private final Set<Path> folders = new LinkedHashSet<>();

  private LoaderFolders(Path root) {
    this.root = root;
  }

  /** The folders of the system whose file tree starts at {@code root}; some may not exist. */
  static List<Path> of(Path root) {
    LoaderFolders found = new LoaderFolders(root);
    found.read(root.resolve("etc/ld.so.conf"), 0);
    STANDARD.forEach(folder -> found.folders.add(root.resolve(folder)));
    return List.copyOf(found.folders);
  }

  private void read(Path file, int depth) {
    if (depth > DEEPEST_INCLUDE) {
      return;
    }
    for (String line : lines(file)) {
      String text = line.replaceFirst("#.*", "").strip();
      if (text.startsWith("include ") || text.startsWith("include\t")) {
        include(text.substring("include ".length()).strip(), file, depth);
      } else if (text.startsWith("/")) {
        folders.add(inRoot(text));
      }
    }
  }

  private void include(String pattern, Path from, int depth) {
    Path path = pattern.startsWith("/") ? inRoot(pattern) : from.resolveSibling(pattern);
    Path folder = path.getParent();
    if (folder != null) {
      Folders.matching(folder, String.valueOf(path.getFileName()))
          .forEach(file -> read(file, depth + 1));
    }
  }

  private Path inRoot(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Without the file, or without leave to read it, the loader has its standard folders. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return List.of();
    }
  }
}
