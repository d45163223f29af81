package dev.narae.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a protocol buffers message (Protocol Buffers: Encoding). */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter whole(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  ProtoWriter real(int field, double value) {
    tag(field, FIXED64);
    fixed(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  ProtoWriter real(int field, float value) {
    tag(field, FIXED32);
    fixed(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  ProtoWriter bytes(int field, byte[] value) {
    tag(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.toBytes());
  }

  /** Several numbers in one field, packed. */
  ProtoWriter reals(int field, double[] values) {
    ByteBuffer packed =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      packed.putDouble(value);
    }
    return bytes(field, packed.array());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void fixed(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
