package dev.narae.io;

import dev.narae.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the arrays of an .npz archive one at a time. */
final class NpzWriter {
  /** The earliest time a ZIP archive can hold: the same for all, so that equal data is equal. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** What a ZIP archive allows, less the suffix. */
  private static final int LONGEST_NAME = 0xFFFF - ".npy".length();

  private NpzWriter() {}

  /**
   * Writes an archive.
   *
   * @param level of compression, as {@link java.util.zip.Deflater} counts
   */
  static void write(Path file, Map<String, Tensor> tensors, int level) throws IOException {
    tensors.forEach(NpzWriter::check);
    AtomicFile.write(
        file,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(level);
          for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            put(zip, named.getKey(), named.getValue());
          }
          zip.finish();
          out.flush();
        });
  }

  private static void check(String name, Tensor tensor) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "Npz.write: an array's name has %d characters; an archive can hold %d bytes: shorten it"
              .formatted(name.length(), LONGEST_NAME));
    }
    NpyWriter.checkDType("Npz.write: '" + name + "'", tensor.dtype());
  }

  private static void put(ZipOutputStream zip, String name, Tensor tensor) throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    try (Arena arena = Arena.ofConfined()) {
      NpyWriter.write(zip, HostArray.of(tensor, arena));
    }
    zip.closeEntry();
  }
}
