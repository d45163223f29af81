package dev.narae.io;

import dev.narae.DType;
import dev.narae.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one array in NumPy's .npy format, version 1.0, in row-major order and little-endian (NumPy
 * Enhancement Proposal 1).
 */
final class NpyWriter {
  private static final byte[] START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The elements start at a multiple of this, as the format recommends. */
  private static final int ALIGNMENT = 64;

  private static final int CHUNK = 1 << 16;

  private NpyWriter() {}

  /** Refuses dtypes that NumPy does not have. */
  static void checkDType(String op, DType dtype) {
    if (NpyHeader.descr(dtype) == null) {
      throw new IllegalArgumentException(
          "%s: NumPy has no element type for %s; convert with to(DType.F32), or write safetensors"
              .formatted(op, dtype));
    }
  }

  static void write(OutputStream out, HostArray array) throws IOException {
    out.write(header(array.dtype(), array.shape()));
    MemorySegment data = array.data();
    for (long done = 0; done < data.byteSize(); done += CHUNK) {
      long count = Math.min(CHUNK, data.byteSize() - done);
      byte[] chunk = data.asSlice(done, count).toArray(ValueLayout.JAVA_BYTE);
      HostArray.toNativeOrder(MemorySegment.ofArray(chunk), array.dtype(), ByteOrder.LITTLE_ENDIAN);
      out.write(chunk);
    }
  }

  /** Magic, version, the length of the text in two bytes, the text up to the alignment. */
  static byte[] header(DType dtype, Shape shape) {
    byte[] text =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(NpyHeader.descr(dtype), tuple(shape))
            .getBytes(StandardCharsets.US_ASCII);
    int start = START.length + Short.BYTES;
    int end = Math.ceilDiv(start + text.length + 1, ALIGNMENT) * ALIGNMENT;
    byte[] header = Arrays.copyOf(START, end);
    Arrays.fill(header, start, end, (byte) ' ');
    int length = end - start;
    header[START.length] = (byte) length;
    header[START.length + 1] = (byte) (length >> 8);
    System.arraycopy(text, 0, header, start, text.length);
    header[end - 1] = '\n';
    return header;
  }

  /** A shape as a tuple of Python: () for a scalar, (3,) for a vector. */
  private static String tuple(Shape shape) {
    StringBuilder tuple = new StringBuilder("(");
    for (int i = 0; i < shape.rank(); i++) {
      tuple.append(i == 0 ? "" : ", ").append(shape.dim(i));
    }
    return tuple.append(shape.rank() == 1 ? ",)" : ")").toString();
  }
}
