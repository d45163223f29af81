package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays in .npy format: every version, order and element type, and what is refused. */
final class NpyReaderTest {
  private static final byte[] SIX = NpyBytes.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);

  private static HostArray read(byte[] bytes) throws IOException {
    NpyReader reader = new NpyReader(new ByteArrayInputStream(bytes), bytes.length, "a.npy");
    return reader.read(Arena.ofAuto());
  }

  private static double[] doubles(byte[] bytes) throws IOException {
    return read(bytes).data().toArray(ValueLayout.JAVA_DOUBLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersion(int version) throws IOException {
    HostArray array = read(NpyBytes.file(version, NpyBytes.header("<f8", false, "2, 3"), SIX));
    assertEquals(Shape.of(2, 3), array.shape());
    assertEquals(DType.F64, array.dtype());
    assertArrayEquals(
        new double[] {1, 2, 3, 4, 5, 6}, array.data().toArray(ValueLayout.JAVA_DOUBLE));
  }

  @Test
  void turnsColumnMajorIntoRowMajor() throws IOException {
    assertArrayEquals(
        new double[] {1, 3, 5, 2, 4, 6},
        doubles(NpyBytes.file(1, NpyBytes.header("<f8", true, "2, 3"), SIX)));
  }

  @Test
  void swapsBigEndian() throws IOException {
    byte[] data = NpyBytes.doubles(ByteOrder.BIG_ENDIAN, 1.5, -2);
    assertArrayEquals(
        new double[] {1.5, -2},
        doubles(NpyBytes.file(1, NpyBytes.header(">f8", false, "2,"), data)));
    HostArray ints =
        read(
            NpyBytes.file(
                1, NpyBytes.header(">i4", false, "1,"), (byte) 0, (byte) 0, (byte) 1, (byte) 2));
    HostArray halves =
        read(NpyBytes.file(1, NpyBytes.header(">f2", false, "1,"), (byte) 0x3C, (byte) 1));
    assertEquals(0x3C01, halves.data().get(ValueLayout.JAVA_SHORT, 0));
    assertEquals(258, ints.data().get(ValueLayout.JAVA_INT, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "|b1,BOOL",
    "|u1,U8",
    "|i1,I8",
    "<i2,I16",
    "<i4,I32",
    "<i8,I64",
    "<f2,F16",
    "<f4,F32",
    "=f8,F64"
  })
  void readsEveryElementType(String descr, DType dtype) throws IOException {
    byte[] data = new byte[3 * dtype.bytes()];
    HostArray array = read(NpyBytes.file(1, NpyBytes.header(descr, false, "3,"), data));
    assertEquals(dtype, array.dtype());
    assertEquals(data.length, array.data().byteSize());
  }

  @Test
  void readsScalarsAndEmptyArrays() throws IOException {
    byte[] one = NpyBytes.doubles(ByteOrder.LITTLE_ENDIAN, 7);
    assertArrayEquals(
        new double[] {7}, doubles(NpyBytes.file(1, NpyBytes.header("<f8", false, ""), one)));
    HostArray empty = read(NpyBytes.file(1, NpyBytes.header("<f8", true, "0, 3")));
    assertEquals(Shape.of(0, 3), empty.shape());
    assertEquals(0, empty.data().byteSize());
  }

  @Test
  void keysMayComeInAnyOrder() throws IOException {
    String header = "{\"shape\": (6,), 'fortran_order':False,'descr': '<f8'}";
    assertEquals(6, doubles(NpyBytes.file(2, header, SIX)).length);
  }

  private static void assertRefused(byte[] bytes, String problem) {
    String error = refusal(TensorFileException.class, () -> read(bytes));
    assertTrue(error.startsWith("a.npy: "), error);
    assertTrue(error.contains(problem), error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'descr': '<u2', 'fortran_order': False, 'shape': (6,)} | '<u2' is not supported",
        "{'descr': '', 'fortran_order': False, 'shape': (6,)} | '' is not supported",
        "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,)} | arrays of records",
        "{'fortran_order': False, 'shape': (6,)} | the key 'descr' is missing",
        "{'descr': '<f8', 'shape': (6,)} | the key 'fortran_order' is missing",
        "{'descr': '<f8', 'fortran_order': False} | the key 'shape' is missing",
        "{'descr': '<f8', 'descr': '<f8'} | the key 'descr' is unknown, repeated",
        "{'descr': '<f8', 'more': 'x'} | the key 'more' is unknown",
        "{'descr': '<f8', 'fortran_order': 'x'} | the key 'fortran_order'",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (6 6)} | (6 6) is not a shape",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-6,)} | unknown kind",
        "[1] | it is not a dictionary",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (7,)} | promises [7] of f64, but 48",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (5,)} | promises [5] of f64, but 48",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,)} | is not a"
            + " shape",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,99999999999)} | 2^62",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999999,)} | promises"
      })
  void refusesBadHeaders(String header, String problem) {
    assertRefused(NpyBytes.file(1, header, SIX), problem);
  }

  @Test
  void refusesWhatIsNoNpyFile() {
    assertRefused(new byte[0], "ends within the header");
    assertRefused("not an array".getBytes(StandardCharsets.UTF_8), "not an .npy array");
    assertRefused(NpyBytes.file(9, "{}"), "version 9");
    assertRefused(NpyBytes.file(2, " ".repeat(20_000)), "a header of 20000 bytes");
    byte[] badText = NpyBytes.file(3, NpyBytes.header("<f8", false, "6,"), SIX);
    badText[20] = (byte) 0xFF;
    assertRefused(badText, "not valid text");
  }

  @Test
  void refusesTruthValuesThatAreNone() {
    byte[] data = {0, 1, 2};
    assertRefused(
        NpyBytes.file(1, NpyBytes.header("|b1", false, "3,"), data), "element 2 of a bool array");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = NpyBytes.file(1, NpyBytes.header("<f8", false, "2, 3"), SIX);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(TensorFileException.class, () -> read(part));
    }
  }

  @Test
  void refusesAStreamThatIsShorterThanItSaid() {
    byte[] whole = NpyBytes.file(1, NpyBytes.header("<f8", false, "2, 3"), SIX);
    byte[] part = Arrays.copyOf(whole, whole.length - 1);
    NpyReader reader = new NpyReader(new ByteArrayInputStream(part), whole.length, "a.npy");
    String error = refusal(TensorFileException.class, () -> reader.read(Arena.ofAuto()));
    assertTrue(error.contains("ends within the data"), error);
  }
}
