package dev.narae.record;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A small PNG encoder (ISO/IEC 15948), so that pictures need no desktop module. */
final class PngBytes {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private PngBytes() {}

  /** An image (channels, height, width) of 1 or 3 channels: bytes, or numbers in [0, 1]. */
  static byte[] of(Tensor image) {
    int channels = Math.toIntExact(image.dim(0));
    int height = Math.toIntExact(image.dim(1));
    int width = Math.toIntExact(image.dim(2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    ByteBuffer head = ByteBuffer.allocate(13).putInt(width).putInt(height);
    head.put((byte) 8).put((byte) (channels == 1 ? 0 : 2));
    chunk(out, "IHDR", head.array());
    chunk(out, "IDAT", deflated(rows(image, channels, height, width)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Each row begins with 0: no filter. */
  private static byte[] rows(Tensor image, int channels, int height, int width) {
    long[] pixels = pixels(image);
    byte[] rows = new byte[height * (1 + width * channels)];
    int at = 0;
    for (int y = 0; y < height; y++) {
      at++;
      for (int x = 0; x < width * channels; x++) {
        rows[at++] = (byte) pixels[y * width * channels + x];
      }
    }
    return rows;
  }

  private static long[] pixels(Tensor image) {
    try (Scope _ = Scope.open("a picture");
        var _ = Grad.noGrad()) {
      Tensor last = image.detach().permute(1, 2, 0);
      Tensor bytes = image.dtype() == DType.U8 ? last : last.mul(255.0).round().clamp(0.0, 255.0);
      return bytes.to(DType.I64).contiguous().toLongArray();
    }
  }

  private static byte[] deflated(byte[] data) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    ByteBuffer chunk = ByteBuffer.allocate(data.length + 12).putInt(data.length);
    out.writeBytes(chunk.put(name).put(data).putInt((int) crc.getValue()).array());
  }
}
