package dev.narae.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the arrays of an .npz archive one at a time. What an archive claims about sizes is never
 * believed: compressed entries are counted through once before memory is allocated for them.
 */
final class NpzReader implements AutoCloseable {
  private static final String SUFFIX = ".npy";

  private final Path path;
  private final ZipFile zip;

  NpzReader(Path path) throws IOException {
    this.path = path;
    try {
      this.zip = new ZipFile(path.toFile());
    } catch (ZipException | EOFException e) {
      throw new TensorFileException(
          path.toString(),
          "it is not a readable .npz archive (%s); copy it again or write it with numpy.savez"
              .formatted(e));
    }
  }

  /** The arrays' names, in the order of the file. */
  List<String> names() {
    return zip.stream().map(ZipEntry::getName).map(NpzReader::arrayName).toList();
  }

  private static String arrayName(String entry) {
    return entry.endsWith(SUFFIX) ? entry.substring(0, entry.length() - SUFFIX.length()) : entry;
  }

  /** The array called {@code name}, in memory of {@code arena}. */
  HostArray read(String name, Arena arena) throws IOException {
    ZipEntry entry = entry(name);
    String file = path + ", array '" + name + "'";
    try {
      long size = size(entry, file);
      try (InputStream in = zip.getInputStream(entry)) {
        return new NpyReader(in, size, file).read(arena);
      }
    } catch (ZipException | EOFException e) {
      throw new TensorFileException(
          file, "it cannot be decompressed (%s); copy the archive again".formatted(e));
    }
  }

  private ZipEntry entry(String name) throws TensorFileException {
    ZipEntry entry = zip.getEntry(name + SUFFIX);
    ZipEntry found = entry == null ? zip.getEntry(name) : entry;
    if (found == null) {
      throw new TensorFileException(
          path.toString(), "it has no array '%s'; it has %s".formatted(name, names()));
    }
    return found;
  }

  private long size(ZipEntry entry, String file) throws IOException {
    long claimed = entry.getSize();
    long size = 0;
    byte[] sink = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry)) {
      for (int got = in.read(sink); got >= 0 && size <= claimed; got = in.read(sink)) {
        size += got;
      }
    }
    if (size != claimed) {
      throw new TensorFileException(
          file,
          "it holds %s%d bytes where the archive says %d; copy the archive again"
              .formatted(size > claimed ? "at least " : "", size, claimed));
    }
    return size;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
