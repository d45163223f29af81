package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The safetensors format byte by byte: what is written, read back, and refused. */
final class SafeTensorsFileTest {
  @TempDir Path folder;

  private static final String TWO_BYTES =
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}";

  private static HostArray array(DType dtype, Shape shape, byte... data) {
    return new HostArray(dtype, shape, MemorySegment.ofArray(data));
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(text.length).put(text).array();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("m.safetensors"), bytes);
  }

  /** Opens the file and reads every tensor in it. */
  private static Map<String, byte[]> readAll(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SafeTensorsFile.Opened opened = SafeTensorsFile.open(path, arena);
      Map<String, byte[]> result = new LinkedHashMap<>();
      for (SafeTensorsHeader.Entry entry : opened.header().entries()) {
        result.put(entry.name(), opened.array(entry, arena).data().toArray(ValueLayout.JAVA_BYTE));
      }
      return result;
    }
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path path = folder.resolve("m.safetensors");
    Map<String, HostArray> arrays = new LinkedHashMap<>();
    arrays.put("mask", array(DType.BOOL, Shape.of(3), (byte) 1, (byte) 0, (byte) 1));
    arrays.put(
        "w \"ü\"",
        array(
            DType.F32,
            Shape.of(1, 2),
            (byte) 1,
            (byte) 2,
            (byte) 3,
            (byte) 4,
            (byte) 5,
            (byte) 6,
            (byte) 7,
            (byte) 8));
    arrays.put("step", array(DType.I64, Shape.scalar(), new byte[8]));
    arrays.put("none", array(DType.F64, Shape.of(0, 4)));
    SafeTensorsFile.write(path, arrays, Map.of("seed", "1\n2"));

    try (Arena arena = Arena.ofConfined()) {
      SafeTensorsFile.Opened opened = SafeTensorsFile.open(path, arena);
      assertEquals(Map.of("seed", "1\n2"), opened.header().metadata());
      assertEquals(4, opened.header().entries().size());
      for (SafeTensorsHeader.Entry entry : opened.header().entries()) {
        HostArray expected = Objects.requireNonNull(arrays.get(entry.name()));
        assertEquals(expected.dtype(), entry.dtype());
        assertEquals(expected.shape(), entry.shape());
        assertEquals(0, entry.begin() % entry.dtype().bytes(), "alignment of " + entry.name());
        assertArrayEquals(
            expected.data().toArray(ValueLayout.JAVA_BYTE),
            opened.array(entry, arena).data().toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path path = folder.resolve("m.safetensors");
    SafeTensorsFile.write(
        path, Map.of("a", array(DType.U8, Shape.of(2), (byte) 7, (byte) 9)), Map.of());
    byte[] bytes = Files.readAllBytes(path);
    int header = (TWO_BYTES.length() + 7) / 8 * 8;
    assertEquals(header, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    assertEquals(TWO_BYTES, new String(bytes, 8, header, StandardCharsets.UTF_8).stripTrailing());
    assertArrayEquals(new byte[] {7, 9}, Arrays.copyOfRange(bytes, 8 + header, bytes.length));
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path path = folder.resolve("m.safetensors");
    SafeTensorsFile.write(path, Map.of("a", array(DType.U8, Shape.of(1), (byte) 1)), Map.of());
    byte[] before = Files.readAllBytes(path);
    MemorySegment closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = arena.allocate(8);
    }
    Map<String, HostArray> unreadable = Map.of("b", new HostArray(DType.F64, Shape.of(1), closed));
    assertThrows(
        IllegalStateException.class, () -> SafeTensorsFile.write(path, unreadable, Map.of()));
    assertArrayEquals(before, Files.readAllBytes(path));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(path), files.toList());
    }
  }

  private void assertRefused(byte[] bytes, String problem) {
    String error = refusal(TensorFileException.class, () -> readAll(write(bytes)));
    assertTrue(error.contains("m.safetensors"), error);
    assertTrue(error.contains(problem), error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|the header is not a JSON object",
        "{|the header is not JSON: no '\"'",
        "{\"a\":1}|tensor 'a' is not a JSON object",
        "{\"a\":{}}|tensor 'a' has the keys [] instead of dtype, shape, data_offsets",
        "{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[]}}|dtype is not a JSON string",
        "{\"a\":{\"dtype\":\"F8\",\"shape\":[],\"data_offsets\":[]}}|dtype F8, which is not"
            + " supported",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":2,\"data_offsets\":[]}}|a list of whole numbers",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[]}}|a whole number belongs",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[99999999999999999999],\"data_offsets\":[]}}|a whole"
            + " number",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[-2],\"data_offsets\":[0,2]}}|an impossible shape",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0]}}|data_offsets that are no"
            + " range",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,0]}}|data_offsets that are no"
            + " range",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[-2,0]}}|data_offsets that are no"
            + " range",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,2]}}|another number of bytes"
            + " for [3] of u8",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[9000000000000000],\"data_offsets\":[0,9000000000000000]}}|the"
            + " tensors need 9000000000000000 bytes",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}|tensors"
            + " overlap",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}|there is a gap",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}|need 1 bytes, but 2"
            + " follow",
        "{\"a\":{},\"a\":{}}|the key \"a\" a second time",
        "{\"__metadata__\":{\"k\":1}}|__metadata__ k is not a JSON string"
      })
  void refusesBadHeaders(String header, String problem) {
    assertRefused(file(header, 2), problem);
  }

  @Test
  void refusesBadLengths() {
    assertRefused(new byte[0], "0 bytes are too few");
    assertRefused(new byte[7], "7 bytes are too few");
    byte[] huge = file(TWO_BYTES, 2);
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
    assertRefused(huge, "a header of 18446744073709551615 bytes");
    byte[] notText = file(TWO_BYTES, 2);
    notText[9] = (byte) 0xFF;
    assertRefused(notText, "not UTF-8");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = file(TWO_BYTES, 2);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1), "need 2 bytes, but 3 follow");
  }

  @Test
  void randomDamageIsAnIoExceptionOrHarmless() throws IOException {
    byte[] whole = file(TWO_BYTES, 2);
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path path = write(damaged);
      try {
        readAll(path).values().forEach(data -> assertTrue(data.length <= damaged.length));
      } catch (TensorFileException expected) {
        assertTrue(
            String.valueOf(expected.getMessage()).contains("m.safetensors"), expected.toString());
      }
    }
  }
}
