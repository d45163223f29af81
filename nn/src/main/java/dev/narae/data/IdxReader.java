package dev.narae.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads one IDX stream and believes nothing of its header that the data does not bear out. */
final class IdxReader {
  private static final int CHUNK = 1 << 16;

  /** What a header may reserve before a single byte of data has arrived. */
  private static final long UNPROVEN_BYTES = 64L << 20;

  private static final String DAMAGED = "; the file is damaged or incomplete: fetch it again";

  private final InputStream raw;
  private final String name;
  private final Arena arena;

  /** The stream must support {@link InputStream#mark}. */
  IdxReader(InputStream raw, String name, Arena arena) {
    this.raw = raw;
    this.name = name;
    this.arena = arena;
  }

  IdxFile read() throws IOException {
    try {
      return parse(unpacked());
    } catch (ZipException e) {
      throw new IdxFormatException(
          name + ": gzip data is corrupt (" + e.getMessage() + ")" + DAMAGED, e);
    } catch (EOFException e) {
      // Only the gzip decoder throws this: every read of our own looks at the count it gets.
      throw new IdxFormatException(name + ": gzip data ends too early" + DAMAGED, e);
    }
  }

  private InputStream unpacked() throws IOException {
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzip ? new GZIPInputStream(raw, CHUNK) : raw;
  }

  private IdxFile parse(InputStream in) throws IOException {
    byte[] magic = header(in, 4, "the 4-byte magic number");
    if (magic[0] != 0 || magic[1] != 0) {
      throw new IdxFormatException(
          String.format(
              "%s: not an IDX file: expected the first two bytes to be 00 00, found %02x %02x;"
                  + " give an IDX file, packed with gzip or not",
              name, magic[0], magic[1]));
    }
    IdxType type =
        IdxType.ofCode(magic[2])
            .orElseThrow(
                () ->
                    new IdxFormatException(
                        String.format(
                            "%s: unknown IDX element type 0x%02x: expected one of %s%s",
                            name, magic[2], IdxType.known(), DAMAGED)));
    List<Integer> dims = dims(in, magic[3]);
    long bytes = sizeInBytes(type, dims);
    MemorySegment data = data(in, bytes, dims);
    if (in.read() >= 0) {
      throw new IdxFormatException(
          String.format(
              "%s: more data than the header announces: expected %d bytes for dimensions %s%s",
              name, bytes, dims, DAMAGED));
    }
    toNativeOrder(data, type);
    return new IdxFile(name, type, dims, data);
  }

  private List<Integer> dims(InputStream in, int rank) throws IOException {
    if (rank < 1) {
      throw new IdxFormatException(
          name + ": expected 1 to 127 dimensions, the header says " + (rank & 0xff) + DAMAGED);
    }
    ByteBuffer extents = ByteBuffer.wrap(header(in, 4 * rank, rank + " dimensions"));
    List<Integer> dims = new ArrayList<>(rank);
    for (int i = 0; i < rank; i++) {
      int extent = extents.getInt();
      if (extent < 0) {
        throw new IdxFormatException(
            name + ": dimension " + i + " is negative (" + extent + ")" + DAMAGED);
      }
      dims.add(extent);
    }
    return dims;
  }

  private long sizeInBytes(IdxType type, List<Integer> dims) throws IdxFormatException {
    if (dims.contains(0)) {
      return 0;
    }
    try {
      long bytes = type.bytes();
      for (int extent : dims) {
        bytes = Math.multiplyExact(bytes, (long) extent);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new IdxFormatException(
          name + ": dimensions " + dims + " exceed what can be addressed" + DAMAGED, e);
    }
  }

  private byte[] header(InputStream in, int count, String what) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IdxFormatException(
          String.format(
              "%s: header ends too early: expected %d bytes for %s, found %d%s",
              name, count, what, bytes.length, DAMAGED));
    }
    return bytes;
  }

  private MemorySegment data(InputStream in, long bytes, List<Integer> dims) throws IOException {
    MemorySegment data = arena.allocate(Math.min(bytes, UNPROVEN_BYTES), Long.BYTES);
    byte[] chunk = new byte[CHUNK];
    long filled = 0;
    while (filled < bytes) {
      int count = in.readNBytes(chunk, 0, (int) Math.min(CHUNK, bytes - filled));
      if (count == 0) {
        throw new IdxFormatException(
            String.format(
                "%s: data ends too early: expected %d bytes for dimensions %s, found %d%s",
                name, bytes, dims, filled, DAMAGED));
      }
      if (filled + count > data.byteSize()) {
        data = grown(data, Math.min(bytes, 2 * data.byteSize()));
      }
      MemorySegment.copy(chunk, 0, data, ValueLayout.JAVA_BYTE, filled, count);
      filled += count;
    }
    return data;
  }

  private MemorySegment grown(MemorySegment data, long bytes) {
    return arena.allocate(bytes, Long.BYTES).copyFrom(data);
  }

  /** IDX is big-endian; tensors and the machine want native order. */
  private static void toNativeOrder(MemorySegment data, IdxType type) {
    int width = type.bytes();
    if (width == 1 || ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
      return;
    }
    for (long at = 0; at < data.byteSize(); at += width) {
      switch (width) {
        case Short.BYTES -> swapShort(data, at);
        case Integer.BYTES -> swapInt(data, at);
        default -> swapLong(data, at);
      }
    }
  }

  private static void swapShort(MemorySegment data, long at) {
    data.set(ValueLayout.JAVA_SHORT, at, Short.reverseBytes(data.get(ValueLayout.JAVA_SHORT, at)));
  }

  private static void swapInt(MemorySegment data, long at) {
    data.set(ValueLayout.JAVA_INT, at, Integer.reverseBytes(data.get(ValueLayout.JAVA_INT, at)));
  }

  private static void swapLong(MemorySegment data, long at) {
    data.set(ValueLayout.JAVA_LONG, at, Long.reverseBytes(data.get(ValueLayout.JAVA_LONG, at)));
  }
}
