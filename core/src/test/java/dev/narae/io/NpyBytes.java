package dev.narae.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes .npy files byte by byte, right and wrong ones. */
final class NpyBytes {
  private NpyBytes() {}

  static byte[] file(int version, String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(data);
    byte[] result = new byte[bytes.position()];
    bytes.flip().get(result);
    return result;
  }

  static String header(String descr, boolean columnMajor, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n"
        .formatted(descr, columnMajor ? "True" : "False", shape);
  }

  static byte[] doubles(ByteOrder order, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(order);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }
}
