package dev.narae.io;

import dev.narae.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
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
   * @param compressed whether to deflate the arrays or store them as they are
   */
  static void write(Path file, Map<String, Tensor> tensors, boolean compressed) throws IOException {
    tensors.forEach(NpzWriter::check);
    AtomicFile.write(
        file,
        channel -> {
          try (ZipOutputStream zip = new ZipOutputStream(new Entries(channel))) {
            zip.setMethod(compressed ? ZipOutputStream.DEFLATED : ZipOutputStream.STORED);
            for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
              put(zip, named.getKey(), named.getValue(), compressed);
            }
          }
        });
  }

  /** What is written to the file, which stays open when the archive is complete. */
  private static final class Entries extends BufferedOutputStream {
    Entries(WritableByteChannel channel) {
      super(Channels.newOutputStream(channel));
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private static void check(String name, Tensor tensor) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "Npz.write: an array's name has %d characters; an archive can hold %d bytes: shorten it"
              .formatted(name.length(), LONGEST_NAME));
    }
    Utf8Text.check("Npz.write", "the name '" + name + "'", name);
    NpyWriter.checkDType("Npz.write: '" + name + "'", tensor.dtype());
  }

  private static void put(ZipOutputStream zip, String name, Tensor tensor, boolean compressed)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    try (Arena arena = Arena.ofConfined()) {
      HostArray array = HostArray.of(tensor, arena);
      if (!compressed) {
        describe(entry, array);
      }
      zip.putNextEntry(entry);
      NpyWriter.write(zip, array);
    }
    zip.closeEntry();
  }

  /** An entry that is stored as it is comes after its size and its checksum. */
  private static void describe(ZipEntry entry, HostArray array) throws IOException {
    CheckedOutputStream counted =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
    NpyWriter.write(counted, array);
    entry.setCrc(counted.getChecksum().getValue());
    entry.setSize(NpyWriter.header(array.dtype(), array.shape()).length + array.data().byteSize());
  }
}
