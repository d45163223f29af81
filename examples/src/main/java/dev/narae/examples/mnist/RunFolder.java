package dev.narae.examples.mnist;

import dev.narae.examples.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder a run writes into.
 *
 * @param path the folder; it exists and can be written to
 */
public record RunFolder(Path path) {
  static final String CHECKPOINT = "checkpoint.safetensors";

  /**
   * Chooses a folder, makes it and tries it out, so that hours of training are not lost to a
   * read-only disk.
   *
   * @param chosen what the user named
   * @param resume the checkpoint that is resumed: by default its folder is used again
   * @param name names a new folder below {@code runs}
   * @throws UserException if the folder cannot be made or written to
   */
  public static RunFolder open(@Nullable Path chosen, @Nullable Path resume, String name) {
    Path folder = choose(chosen, resume, name);
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "writable", ".part"));
    } catch (IOException e) {
      throw new UserException(
          "cannot write into the folder %s: %s; choose another with --out"
              .formatted(folder, reason(e)),
          e);
    }
    return new RunFolder(folder);
  }

  /** File system exceptions often carry nothing but a path as their message. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "access denied to " + denied.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is a file";
      case NoSuchFileException _ -> "it cannot be made there";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.toString();
    };
  }

  private static Path choose(@Nullable Path chosen, @Nullable Path resume, String name) {
    if (chosen != null) {
      return chosen;
    }
    if (resume != null) {
      return resume.toAbsolutePath().resolveSibling("");
    }
    Path runs = Path.of("runs");
    Path folder = runs.resolve(name);
    for (int number = 2; Files.exists(folder); number++) {
      folder = runs.resolve(name + "-" + number);
    }
    return folder;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  Path checkpoint() {
    return file(CHECKPOINT);
  }
}
