package dev.narae.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes files that appear complete or not at all, even if the machine stops half-way. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Puts bytes into a channel. */
  @FunctionalInterface
  public interface Contents {
    /** Writes everything; the channel may stay open. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes beside the final place, flushes to disk, and moves the file there in one step.
   *
   * @throws IOException if it cannot be written, naming the file; one that stood there before is
   *     untouched
   */
  public static void write(Path file, Contents contents) throws IOException {
    try {
      replace(file, contents);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  private static void replace(Path file, Contents contents) throws IOException {
    Path part = file.resolveSibling(".%s.%s.part".formatted(file.getFileName(), UUID.randomUUID()));
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(file.toAbsolutePath().getParent());
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The file's new place is on disk too; where folders cannot be opened, the system sees to it. */
  private static void forceFolder(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows: the move itself is written through.
    }
  }

  /** What the system says of a full disk, for one, does not say where. */
  private static IOException named(Path file, IOException failure) {
    String message = failure.getMessage();
    if (message != null && message.startsWith(file + ": ")) {
      return failure;
    }
    return new IOException(file + ": " + (message == null ? failure : message), failure);
  }
}
