package dev.narae.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard events: records of a length, its checksum, the bytes and their checksum
 * (TensorFlow: TFRecord format). A record is written by one call, so that a killed process leaves
 * at most one that readers recognise as incomplete.
 */
final class EventFile implements AutoCloseable {
  private static final int MASK = 0xa282ead8;

  private final Path path;
  private final FileChannel channel;

  /** Makes a new file, and the folders above it. */
  EventFile(Path path) throws IOException {
    this.path = path;
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  EventFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  void write(ProtoWriter event) {
    byte[] data = event.toBytes();
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(masked(record.slice(0, 8)));
    record.put(data).putInt(masked(ByteBuffer.wrap(data)));
    record.flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  static UncheckedIOException failure(Path file, IOException e) {
    String message = String.valueOf(e.getMessage());
    String named = file + ": ";
    String what = message.startsWith(named) ? message.substring(named.length()) : message;
    return new UncheckedIOException(
        new IOException("%sthe record could not be written: %s".formatted(named, what), e));
  }

  private static int masked(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }
}
