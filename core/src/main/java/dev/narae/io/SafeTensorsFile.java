package dev.narae.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a safetensors file: the header's length as 8 little-endian bytes, the JSON header,
 * the elements in little-endian order.
 */
final class SafeTensorsFile {
  private static final int LENGTH_BYTES = 8;

  /** The format's own limit. */
  private static final long MAX_HEADER = 100_000_000;

  private static final int CHUNK = 1 << 20;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SafeTensorsFile() {}

  /**
   * An opened file.
   *
   * @param data the data section, mapped; valid as long as its arena is
   */
  record Opened(SafeTensorsHeader header, MemorySegment data, String file) {
    /** The array of an entry, in memory of {@code arena}. */
    HostArray array(SafeTensorsHeader.Entry entry, Arena arena) throws TensorFileException {
      long bytes = entry.end() - entry.begin();
      MemorySegment copy = arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
      copy.copyFrom(data.asSlice(entry.begin(), bytes));
      HostArray.toNativeOrder(copy, entry.dtype(), ByteOrder.LITTLE_ENDIAN);
      HostArray array = new HostArray(entry.dtype(), entry.shape(), copy);
      array.checkTruthValues(place(entry));
      return array;
    }

    /** The array of an entry in the mapped file itself; null if its bytes are in another order. */
    @Nullable HostArray inPlace(SafeTensorsHeader.Entry entry) throws TensorFileException {
      if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
        return null;
      }
      MemorySegment bytes = data.asSlice(entry.begin(), entry.end() - entry.begin());
      HostArray array = new HostArray(entry.dtype(), entry.shape(), bytes);
      array.checkTruthValues(place(entry));
      return array;
    }

    private String place(SafeTensorsHeader.Entry entry) {
      return "%s, tensor '%s'".formatted(file, entry.name());
    }
  }

  /** Maps a file and checks its header; nothing is read beyond it. */
  static Opened open(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return opened(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /** As {@link #open}, into pages that may be changed without changing the file. */
  static Opened openPrivate(Path path, Arena arena) throws IOException {
    // The platform asks for write access to a file that is mapped like this, though never written.
    if (!Files.isWritable(path)) {
      return open(path, arena);
    }
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return opened(path, channel.map(FileChannel.MapMode.PRIVATE, 0, channel.size(), arena));
    }
  }

  private static Opened opened(Path path, MemorySegment bytes) throws TensorFileException {
    String file = path.toString();
    long header = headerBytes(bytes, file);
    String text = decode(bytes.asSlice(LENGTH_BYTES, header), file);
    MemorySegment data = bytes.asSlice(LENGTH_BYTES + header);
    return new Opened(SafeTensorsHeader.parse(text, data.byteSize(), file), data, file);
  }

  private static long headerBytes(MemorySegment bytes, String file) throws TensorFileException {
    if (bytes.byteSize() < LENGTH_BYTES) {
      throw new TensorFileException(
          file,
          "%d bytes are too few for a safetensors file; copy it again".formatted(bytes.byteSize()));
    }
    long length = bytes.get(LENGTH, 0);
    if (length < 0 || length > Math.min(MAX_HEADER, bytes.byteSize() - LENGTH_BYTES)) {
      throw new TensorFileException(
          file,
          "it announces a header of %s bytes in a file of %d; it is damaged or not a safetensors file"
              .formatted(Long.toUnsignedString(length), bytes.byteSize()));
    }
    return length;
  }

  private static String decode(MemorySegment header, String file) throws TensorFileException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(header.toArray(ValueLayout.JAVA_BYTE));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new TensorFileException(file, "the header is not UTF-8 text; the file is damaged");
    }
  }

  /** Writes arrays; the file appears complete or not at all. */
  static void write(Path path, Map<String, HostArray> arrays, Map<String, String> metadata)
      throws IOException {
    Map<String, HostArray> ordered = aligned(arrays);
    SafeTensorsHeader header = new SafeTensorsHeader(entries(ordered), metadata);
    byte[] text = padded(header.text());
    AtomicFile.write(
        path,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
          writeFully(channel, length.putLong(text.length).flip());
          writeFully(channel, ByteBuffer.wrap(text));
          for (HostArray array : ordered.values()) {
            writeElements(channel, array);
          }
        });
  }

  /** The widest elements first: then every tensor starts at a multiple of its element size. */
  private static Map<String, HostArray> aligned(Map<String, HostArray> arrays) {
    List<Map.Entry<String, HostArray>> entries = new ArrayList<>(arrays.entrySet());
    entries.sort(
        Comparator.comparingInt(
            (Map.Entry<String, HostArray> entry) -> -entry.getValue().dtype().bytes()));
    Map<String, HostArray> result = new LinkedHashMap<>();
    entries.forEach(entry -> result.put(entry.getKey(), entry.getValue()));
    return result;
  }

  private static List<SafeTensorsHeader.Entry> entries(Map<String, HostArray> arrays) {
    List<SafeTensorsHeader.Entry> entries = new ArrayList<>();
    long position = 0;
    for (Map.Entry<String, HostArray> named : arrays.entrySet()) {
      HostArray array = named.getValue();
      long end = position + array.data().byteSize();
      entries.add(
          new SafeTensorsHeader.Entry(named.getKey(), array.dtype(), array.shape(), position, end));
      position = end;
    }
    return entries;
  }

  /** Spaces at the end, which the format allows, let the data start at a multiple of 8. */
  private static byte[] padded(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  private static void writeElements(FileChannel channel, HostArray array) throws IOException {
    MemorySegment data = array.data();
    for (long done = 0; done < data.byteSize(); done += CHUNK) {
      long count = Math.min(CHUNK, data.byteSize() - done);
      byte[] chunk = data.asSlice(done, count).toArray(ValueLayout.JAVA_BYTE);
      HostArray.toNativeOrder(MemorySegment.ofArray(chunk), array.dtype(), ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, ByteBuffer.wrap(chunk));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
