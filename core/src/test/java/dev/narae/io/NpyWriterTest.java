package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors written for NumPy: the bytes it would write itself, and back. */
final class NpyWriterTest {
  private static final Device DEVICE = Backends.defaultDevice();

  @TempDir Path folder;

  private static void assertSame(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    assertEquals(expected.dtype(), actual.dtype());
    assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray());
    assertArrayEquals(expected.toLongArray(), actual.toLongArray());
  }

  /** As NumPy 2 writes {@code np.array([1, 2, 3], np.float32)}. */
  @Test
  void theBytesAreThoseOfNumPy() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, Tensor.of(new float[] {1, 2, 3}));
    byte[] bytes = Files.readAllBytes(file);
    String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
    String header = "\u0093NUMPY\1\0v\0" + dictionary + " ".repeat(60) + "\n";
    byte[] start = header.getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(128, start.length);
    assertArrayEquals(start, Arrays.copyOf(bytes, 128));
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40},
        Arrays.copyOfRange(bytes, 128, bytes.length));
  }

  @Test
  void everyDTypeAndShapeComesBack() throws IOException {
    Random random = new Random(1);
    Path file = folder.resolve("a.npy");
    for (DType dtype : DType.values()) {
      for (int round = 0; round < 8 && NpyHeader.descr(dtype) != null; round++) {
        long[] dims = random.longs(random.nextInt(5), 0, 4).toArray();
        Tensor tensor = Tensor.normal(Shape.of(dims), 1, 2, DType.F64).to(dtype);
        Tensor strided = tensor.rank() > 1 ? tensor.transpose(0, -1) : tensor;
        Npy.write(file, strided);
        assertSame(strided, Npy.read(file, DEVICE));
      }
    }
  }

  @Test
  void archivesComeBackInOrderAndAreEqualForEqualTensors() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.arange(6).reshape(2, 3).t());
    tensors.put("a.b", Tensor.scalar(2.5));
    tensors.put("none", Tensor.zeros(0, 2));
    tensors.put("zeros", Tensor.zeros(1000));
    for (boolean compressed : List.of(false, true)) {
      Path first = folder.resolve("a.npz");
      Path second = folder.resolve("b.npz");
      for (Path file : List.of(first, second)) {
        if (compressed) {
          Npz.writeCompressed(file, tensors);
        } else {
          Npz.write(file, tensors);
        }
      }
      assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
      assertTrue(compressed == (Files.size(first) < 4000), "size " + Files.size(first));
      Map<String, Tensor> read = Npz.read(first, DEVICE);
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.keySet()));
      read.forEach((name, tensor) -> assertSame(Objects.requireNonNull(tensors.get(name)), tensor));
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.write(file, Map.of("a", Tensor.ones(2)));
    byte[] before = Files.readAllBytes(file);
    Map<String, Tensor> tooLongName = Map.of("n".repeat(70_000), Tensor.ones(2));
    String error = refusal(IllegalArgumentException.class, () -> Npz.write(file, tooLongName));
    assertTrue(error.contains("Npz.write: an array's name has 70000 characters"), error);
    assertArrayEquals(before, Files.readAllBytes(file));
    Path absent = folder.resolve("absent").resolve("a.npy");
    assertThrows(NoSuchFileException.class, () -> Npy.write(absent, Tensor.ones(1)));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
