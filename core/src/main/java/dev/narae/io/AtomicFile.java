package dev.narae.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes files that appear complete or not at all, even if the machine stops half-way. */
public final class AtomicFile {
  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  /** What of a file's name is in its part's: room for the rest in the 255 bytes of a name. */
  private static final int NAME_LENGTH = 40;

  private AtomicFile() {}

  /** Puts bytes into a channel. */
  @FunctionalInterface
  public interface Contents {
    /** Writes everything; the channel may stay open. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes beside the final place, flushes to disk, and moves the file there in one step. A file
   * that stood there hands its permissions on, and a symbolic link stays one: its target is
   * replaced. A device or a pipe is written as it is.
   *
   * @throws IOException if it cannot be written, naming the file; one that stood there before is
   *     untouched
   */
  public static void write(Path file, Contents contents) throws IOException {
    try {
      if (isDevice(file)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          contents.writeTo(channel);
        }
      } else {
        replace(target(file), contents);
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  /**
   * Writes text as UTF-8, as {@link #write(Path, Contents)} does.
   *
   * @throws IOException if it cannot be written, naming the file; one that stood there before is
   *     untouched
   */
  public static void write(Path file, String text) throws IOException {
    write(
        file,
        channel -> {
          ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private static boolean isDevice(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /** What symbolic links lead to, be it there or not. */
  private static Path target(Path file) throws IOException {
    Path target = file;
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  private static void replace(Path file, Contents contents) throws IOException {
    Path part = part(file);
    try {
      try (FileChannel channel = create(part, permissions(file))) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(file.toAbsolutePath().getParent());
    } catch (FileSystemException e) {
      throw part.toString().equals(e.getFile()) ? renamed(file, e) : e;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Path part(Path file) {
    int[] name = String.valueOf(file.getFileName()).codePoints().limit(NAME_LENGTH).toArray();
    return file.resolveSibling(
        ".%s.%s.part".formatted(new String(name, 0, name.length), UUID.randomUUID()));
  }

  /** The permissions of a file that is there; null where there are none. */
  private static @Nullable Set<PosixFilePermission> permissions(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view != null && Files.exists(file) ? view.readAttributes().permissions() : null;
  }

  private static FileChannel create(Path part, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    Set<StandardOpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (permissions == null) {
      return FileChannel.open(part, anew);
    }
    // From the start, so that nobody reads it who may not; then those that new files are denied.
    FileAttribute<?> own = PosixFilePermissions.asFileAttribute(permissions);
    FileChannel channel = FileChannel.open(part, anew, own);
    try {
      if (!Files.getPosixFilePermissions(part).equals(permissions)) {
        Files.setPosixFilePermissions(part, permissions);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
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

  /** The failure of a file whose part, of which nobody knows, could not be made. */
  private static FileSystemException renamed(Path file, FileSystemException failure) {
    String name = file.toString();
    FileSystemException own =
        switch (failure) {
          case NoSuchFileException _ ->
              new NoSuchFileException(name, null, "its folder is not there; create it first");
          case AccessDeniedException _ ->
              new AccessDeniedException(name, null, "its folder may not be written by this user");
          default -> new FileSystemException(name, null, failure.getReason());
        };
    own.initCause(failure);
    return own;
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
