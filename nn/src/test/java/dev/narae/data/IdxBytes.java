package dev.narae.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Builds IDX files byte by byte for the tests. */
final class IdxBytes {
  static final int UBYTE = 0x08;

  private IdxBytes() {}

  /** An IDX file with this header and these data bytes, whether they fit each other or not. */
  static byte[] idx(int typeCode, int[] dims, byte... data) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + data.length);
    file.put((byte) 0).put((byte) 0).put((byte) typeCode).put((byte) dims.length);
    for (int extent : dims) {
      file.putInt(extent);
    }
    return file.put(data).array();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Reads bytes as the file called {@code test.idx}. */
  static IdxFile read(byte[] bytes) throws IOException {
    return IdxFile.read(new ByteArrayInputStream(bytes), "test.idx", Arena.ofAuto());
  }
}
