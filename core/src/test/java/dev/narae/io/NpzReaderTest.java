package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of arrays, and damaged ones. */
final class NpzReaderTest {
  @TempDir Path folder;

  private static byte[] array(double... values) {
    String header = NpyBytes.header("<f8", false, values.length + ",");
    return NpyBytes.file(1, header, NpyBytes.doubles(ByteOrder.LITTLE_ENDIAN, values));
  }

  private Path archive(byte[] content) throws IOException {
    return Files.write(folder.resolve("a.npz"), content);
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("x.npy"));
      out.write(array(1, 2));
      out.putNextEntry(new ZipEntry("layer.weight.npy"));
      out.write(array(3));
      out.putNextEntry(new ZipEntry("broken.npy"));
      out.write(new byte[20]);
    }
    return bytes.toByteArray();
  }

  @Test
  void readsArraysByName() throws IOException {
    try (NpzReader reader = new NpzReader(archive(zip()))) {
      assertEquals(List.of("x", "layer.weight", "broken"), reader.names());
      HostArray x = reader.read("x", Arena.ofAuto());
      assertArrayEquals(new double[] {1, 2}, x.data().toArray(ValueLayout.JAVA_DOUBLE));
      HostArray weight = reader.read("layer.weight", Arena.ofAuto());
      assertArrayEquals(new double[] {3}, weight.data().toArray(ValueLayout.JAVA_DOUBLE));
    }
  }

  @Test
  void namesTheArrayThatIsBrokenOrMissing() throws IOException {
    try (NpzReader reader = new NpzReader(archive(zip()))) {
      assertProblem(reader, "broken", "a.npz, array 'broken': it is not an .npy array");
      assertProblem(reader, "y", "it has no array 'y'; it has [x, layer.weight, broken]");
    }
  }

  private static void assertProblem(NpzReader reader, String name, String problem) {
    String error = refusal(TensorFileException.class, () -> reader.read(name, Arena.ofAuto()));
    assertTrue(error.contains(problem), error);
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    Path text = archive("hello".getBytes(StandardCharsets.UTF_8));
    String error = refusal(TensorFileException.class, () -> new NpzReader(text).close());
    assertTrue(error.contains("not a readable .npz archive"), error);
    Path absent = folder.resolve("absent.npz");
    assertThrows(NoSuchFileException.class, () -> new NpzReader(absent).close());
  }

  @Test
  void noDamageToAByteCrashesIt() throws IOException {
    byte[] whole = zip();
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      Path file = archive(damaged);
      try (NpzReader reader = new NpzReader(file)) {
        for (String name : reader.names()) {
          reader.read(name, Arena.ofAuto());
        }
      } catch (IOException expected) {
        assertTrue(String.valueOf(expected.getMessage()).contains("a.npz"), expected.toString());
      }
    }
  }
}
