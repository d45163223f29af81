package dev.narae.io;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one array in NumPy's .npy format, versions 1 to 3 (NumPy Enhancement Proposal 1). Nothing
 * is allocated before the stream's size is known to hold it.
 */
final class NpyReader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy's own limit; an array of a plain element type needs less than 200 bytes. */
  private static final int MAX_HEADER = 10_000;

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final String file;
  private long remaining;

  /**
   * A reader of a stream.
   *
   * @param size how many bytes the stream holds
   * @param file how errors call it
   */
  NpyReader(InputStream in, long size, String file) {
    this.in = in;
    this.remaining = size;
    this.file = file;
  }

  /** The array, in memory of {@code arena}. */
  HostArray read(Arena arena) throws IOException {
    NpyHeader header = NpyHeader.parse(headerText(), file);
    long bytes = dataBytes(header);
    MemorySegment data = arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
    fill(data);
    HostArray.toNativeOrder(data, header.dtype(), header.order());
    HostArray stored = new HostArray(header.dtype(), header.storedShape(), data);
    stored.checkTruthValues(file);
    return header.columnMajor() ? transposed(stored, header.shape(), arena) : stored;
  }

  private String headerText() throws IOException {
    if (!Arrays.equals(take(MAGIC.length), MAGIC)) {
      throw new TensorFileException(file, "it is not an .npy array; write it with numpy.save");
    }
    byte[] version = take(2);
    Charset charset =
        switch (version[0]) {
          case 1, 2 -> StandardCharsets.ISO_8859_1;
          case 3 -> StandardCharsets.UTF_8;
          default ->
              throw new TensorFileException(
                  file,
                  "version %d of the .npy format is unknown; save it as version 1, 2 or 3"
                      .formatted(version[0] & 0xFF));
        };
    long length = littleEndian(take(version[0] == 1 ? 2 : 4));
    if (length > MAX_HEADER) {
      throw new TensorFileException(
          file,
          "a header of %d bytes; an array of numbers needs less than %d, the file is damaged"
              .formatted(length, MAX_HEADER));
    }
    return decode(take((int) length), charset);
  }

  private String decode(byte[] bytes, Charset charset) throws TensorFileException {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new TensorFileException(file, "the header is not valid text; the file is damaged");
    }
  }

  private static long littleEndian(byte[] bytes) {
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }

  private byte[] take(int count) throws IOException {
    byte[] bytes = count <= remaining ? in.readNBytes(count) : new byte[0];
    if (bytes.length < count) {
      throw new TensorFileException(file, "it ends within the header; copy or save it again");
    }
    remaining -= count;
    return bytes;
  }

  private long dataBytes(NpyHeader header) throws TensorFileException {
    boolean fits = header.shape().size() <= remaining / header.dtype().bytes();
    long bytes = fits ? HostArray.bytes(header.dtype(), header.shape()) : -1;
    if (bytes != remaining) {
      throw new TensorFileException(
          file,
          "the header promises %s of %s, but %d bytes of data follow; copy or save it again"
              .formatted(header.shape(), header.dtype(), remaining));
    }
    return bytes;
  }

  private void fill(MemorySegment data) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, data.byteSize())];
    for (long done = 0; done < data.byteSize(); ) {
      int want = (int) Math.min(chunk.length, data.byteSize() - done);
      int got = in.readNBytes(chunk, 0, want);
      if (got < want) {
        throw new TensorFileException(file, "it ends within the data; copy or save it again");
      }
      MemorySegment.copy(MemorySegment.ofArray(chunk), 0, data, done, got);
      done += got;
    }
  }

  /** The same elements as a row-major array, out of a column-major one. */
  private static HostArray transposed(HostArray stored, Shape shape, Arena arena) {
    DType dtype = stored.dtype();
    MemorySegment data = arena.allocate(Math.max(stored.data().byteSize(), 1), 64);
    long[] strides = reversed(stored.shape().strides());
    Layout source = Layout.of(shape, strides, 0);
    for (long i = 0; i < shape.size(); i++) {
      long from = position(source, i) * dtype.bytes();
      MemorySegment.copy(stored.data(), from, data, i * dtype.bytes(), dtype.bytes());
    }
    return new HostArray(dtype, shape, data.asSlice(0, stored.data().byteSize()));
  }

  private static long[] reversed(long[] values) {
    long[] result = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[values.length - 1 - i];
    }
    return result;
  }

  private static long position(Layout layout, long index) {
    long rest = index;
    long position = layout.offset();
    for (int d = layout.shape().rank() - 1; d >= 0; d--) {
      position += rest % layout.shape().dim(d) * layout.stride(d);
      rest /= layout.shape().dim(d);
    }
    return position;
  }
}
