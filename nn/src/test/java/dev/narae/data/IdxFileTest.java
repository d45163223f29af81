package dev.narae.data;

import static dev.narae.data.IdxBytes.UBYTE;
import static dev.narae.data.IdxBytes.gzip;
import static dev.narae.data.IdxBytes.idx;
import static dev.narae.data.IdxBytes.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Good IDX files are read exactly; bad ones are refused with a message that helps. */
class IdxFileTest {
  private static final byte[] SMALL = idx(UBYTE, new int[] {2, 3}, bytes(6));

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @Test
  void readsPlainAndPackedAlike(@TempDir Path dir) throws IOException {
    Path plain = Files.write(dir.resolve("plain.gz"), SMALL);
    Path packed = Files.write(dir.resolve("packed"), gzip(SMALL));
    try (Arena arena = Arena.ofConfined()) {
      for (Path path : List.of(plain, packed)) {
        IdxFile file = IdxFile.read(path, arena);
        assertEquals(IdxType.UBYTE, file.type());
        assertEquals(List.of(2, 3), file.dims());
        assertEquals(6, file.elements());
        assertArrayEquals(bytes(6), file.data().toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void turnsWideElementsIntoNativeOrder() throws IOException {
    byte[] shorts = ByteBuffer.allocate(4).putShort((short) 1).putShort((short) -2).array();
    assertArrayEquals(
        new short[] {1, -2},
        read(idx(0x0B, new int[] {2}, shorts)).data().toArray(ValueLayout.JAVA_SHORT));
    byte[] ints = ByteBuffer.allocate(8).putInt(70_000).putInt(-3).array();
    assertArrayEquals(
        new int[] {70_000, -3},
        read(idx(0x0C, new int[] {2}, ints)).data().toArray(ValueLayout.JAVA_INT));
    byte[] floats = ByteBuffer.allocate(4).putFloat(1.5f).array();
    assertArrayEquals(
        new float[] {1.5f},
        read(idx(0x0D, new int[] {1}, floats)).data().toArray(ValueLayout.JAVA_FLOAT));
    byte[] doubles = ByteBuffer.allocate(8).putDouble(-Math.PI).array();
    assertArrayEquals(
        new double[] {-Math.PI},
        read(idx(0x0E, new int[] {1}, doubles)).data().toArray(ValueLayout.JAVA_DOUBLE));
  }

  @Test
  void readsMoreThanOneReservation() throws IOException {
    int count = (64 << 20) + 5;
    byte[] file = new byte[8 + count];
    byte[] header = idx(UBYTE, new int[] {count});
    System.arraycopy(header, 0, file, 0, header.length);
    file[file.length - 1] = 42;
    IdxFile read = read(file);
    assertEquals(count, read.elements());
    assertEquals(42, read.data().get(ValueLayout.JAVA_BYTE, count - 1L));
  }

  @Test
  void readsAnEmptySet() throws IOException {
    assertEquals(0, read(idx(UBYTE, new int[] {0, Integer.MAX_VALUE})).elements());
  }

  static List<Arguments> badFiles() {
    int big = Integer.MAX_VALUE;
    return List.of(
        Arguments.of(new byte[0], "header ends too early: expected 4 bytes"),
        Arguments.of(new byte[] {0, 0, 8}, "expected 4 bytes for the 4-byte magic number, found 3"),
        Arguments.of(new byte[] {'P', 'K', 3, 4}, "not an IDX file: expected the first two bytes"),
        Arguments.of(idx(0x0A, new int[] {1}, bytes(1)), "unknown IDX element type 0x0a"),
        Arguments.of(new byte[] {0, 0, 8, 0}, "expected 1 to 127 dimensions, the header says 0"),
        Arguments.of(new byte[] {0, 0, 8, -1}, "expected 1 to 127 dimensions, the header says 255"),
        Arguments.of(new byte[] {0, 0, 8, 2, 0, 0}, "expected 8 bytes for 2 dimensions, found 2"),
        Arguments.of(idx(UBYTE, new int[] {2, -1}), "dimension 1 is negative (-1)"),
        Arguments.of(idx(0x0E, new int[] {big, big, big}), "exceed what can be addressed"),
        Arguments.of(
            idx(UBYTE, new int[] {big, big}, bytes(5)),
            "expected 4611686014132420609 bytes for dimensions [2147483647, 2147483647], found 5"),
        Arguments.of(
            idx(UBYTE, new int[] {2, 2}, bytes(5)),
            "more data than the header announces: expected 4 bytes for dimensions [2, 2]"),
        Arguments.of(
            new byte[] {0x1f, (byte) 0x8b, 9, 9, 9, 9, 9, 9, 9, 9}, "gzip data is corrupt"),
        Arguments.of(new byte[] {0x1f, (byte) 0x8b}, "gzip data ends too early"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void refusesBadFiles(byte[] bytes, String fault) {
    String message =
        String.valueOf(assertThrows(IdxFormatException.class, () -> read(bytes)).getMessage());
    assertTrue(message.startsWith("test.idx: "), message);
    assertTrue(message.contains(fault), message);
    assertTrue(message.contains("; "), "no fix named: " + message);
  }

  @Test
  void refusesEveryTruncation() {
    for (byte[] whole : List.of(SMALL, gzip(SMALL))) {
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        assertThrows(IdxFormatException.class, () -> read(part), "length " + length);
      }
    }
  }

  @Test
  void refusesEveryFlippedBitOfTheHeader() {
    int lowestBitOfTypeCode = 2 * 8; // turns unsigned into signed bytes: a valid file
    int headerBits = (SMALL.length - 6) * 8; // the elements have no checksum
    for (int bit = 0; bit < headerBits; bit++) {
      if (bit != lowestBitOfTypeCode) {
        byte[] flipped = flip(SMALL, bit);
        assertThrows(IdxFormatException.class, () -> read(flipped), "bit " + bit);
      }
    }
  }

  @Test
  void flippedBitsOfPackedFilesNeverChangeTheData() {
    byte[] packed = gzip(SMALL);
    long refused =
        IntStream.range(0, packed.length * 8).filter(bit -> refuses(flip(packed, bit))).count();
    assertTrue(refused > packed.length * 4L, "only " + refused + " flips were noticed");
  }

  private static boolean refuses(byte[] packed) {
    try {
      assertArrayEquals(bytes(6), read(packed).data().toArray(ValueLayout.JAVA_BYTE));
      return false;
    } catch (IOException e) {
      assertEquals(IdxFormatException.class, e.getClass());
      return true;
    }
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  @Test
  void namesMissingFilesAndFolders(@TempDir Path dir) {
    Path missing = dir.resolve("missing.idx");
    IOException e = assertThrows(IOException.class, () -> IdxFile.read(missing, Arena.ofAuto()));
    assertEquals(missing + ": no such file; check the path", e.getMessage());
    e = assertThrows(IOException.class, () -> IdxFile.read(dir, Arena.ofAuto()));
    assertEquals(dir + ": is a folder; name one IDX file", e.getMessage());
  }
}
