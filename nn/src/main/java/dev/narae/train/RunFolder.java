package dev.narae.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder that one run writes into. While it is open no other run can open it; the lock ends
 * with the process, however that ends.
 */
public final class RunFolder implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path path;
  private final FileChannel lock;

  private RunFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder for a new run.
   *
   * @throws IOException if it cannot be made or written, another run is writing into it, or there
   *     is something in it already
   */
  public static RunFolder create(Path path) throws IOException {
    RunFolder folder = open(path);
    String found = folder.firstEntry();
    if (found != null) {
      folder.close();
      throw new IOException(
          "%s: it holds '%s' already; choose another folder, or resume the run that is there"
              .formatted(path, found));
    }
    return folder;
  }

  /**
   * Opens the folder of a run that goes on, or makes it.
   *
   * @throws IOException if it cannot be made or written, or another run is writing into it
   */
  public static RunFolder open(Path path) throws IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path + ": it is a file; choose a folder for the run", e);
    }
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new IOException(
          path + ": another run is writing into it; wait for that, or choose another folder");
    }
    return new RunFolder(path, channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private @Nullable String firstEntry() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.equals(LOCK)) {
          return name;
        }
      }
      return null;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A file in it. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** The checkpoint to go on from, as {@link Checkpoints} names it. */
  public Path last() {
    return path.resolve(Checkpoints.LAST);
  }

  /** Lets other runs in. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
