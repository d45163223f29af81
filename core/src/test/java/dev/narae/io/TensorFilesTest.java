package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Tensors written to and read from files. */
final class TensorFilesTest {
  private static final Device DEVICE = Backends.defaultDevice();

  @TempDir Path folder;

  @Test
  void safeTensorsKeepNamesShapesDtypesAndMetadata() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t());
    tensors.put("steps", Tensor.of(new long[] {Long.MAX_VALUE}).reshape());
    tensors.put("mask", Tensor.of(new boolean[] {true, false}));
    tensors.put("bytes", Tensor.of(new byte[] {0, (byte) 255}));
    tensors.put("signed", Tensor.of(new byte[] {0, (byte) 255}).to(DType.I8));
    tensors.put("shorts", Tensor.of(new short[] {-300}));
    tensors.put("half", Tensor.of(new float[] {1.5f, Float.NaN}).to(DType.F16));
    tensors.put("brain", Tensor.of(new float[] {1e30f, -2}).to(DType.BF16));
    tensors.put("ints", Tensor.of(new int[] {-7}));
    tensors.put("doubles", Tensor.of(new double[] {Math.PI, Double.NaN}));
    tensors.put("nothing", Tensor.zeros(0, 3));
    SafeTensors.write(file, tensors, Map.of("epoch", "3"));

    SafeTensors.Contents read = SafeTensors.read(file, DEVICE);
    assertEquals(Map.of("epoch", "3"), read.metadata());
    assertEquals(tensors.keySet(), Map.copyOf(read.tensors()).keySet());
    read.tensors()
        .forEach(
            (name, tensor) -> {
              Tensor original = Objects.requireNonNull(tensors.get(name));
              assertEquals(original.shape(), tensor.shape(), name);
              assertEquals(original.dtype(), tensor.dtype(), name);
              assertArrayEquals(original.toLongArray(), tensor.toLongArray(), name);
              assertArrayEquals(original.toDoubleArray(), tensor.toDoubleArray(), name);
            });
  }

  @Test
  void safeTensorsRefuseTheReservedName() {
    String error =
        refusal(
            IllegalArgumentException.class,
            () ->
                SafeTensors.write(
                    folder.resolve("m"), Map.of("__metadata__", Tensor.ones(1)), Map.of()));
    assertTrue(error.contains("__metadata__"), error);
  }

  /** UTF-8 cannot hold half a pair, and two such names would become one. */
  @Test
  void textsThatNoFileCanHoldAreRefused() throws IOException {
    Path file = folder.resolve("m");
    Map<String, Tensor> whole = Map.of("\uD83D\uDE00", Tensor.ones(1));
    SafeTensors.write(file, whole, Map.of("\uD83D\uDE00", "\uD83D\uDE00"));
    byte[] before = Files.readAllBytes(file);
    for (String half : List.of("a\uD800", "a\uDC00", "a\uDC00\uD800", "a\uD800b")) {
      Map<String, Tensor> named = Map.of(half, Tensor.ones(1));
      for (Executable write :
          List.<Executable>of(
              () -> SafeTensors.write(file, named, Map.of()),
              () -> SafeTensors.write(file, whole, Map.of(half, "b")),
              () -> SafeTensors.write(file, whole, Map.of("b", half)),
              () -> Npz.write(file, named))) {
        String error = refusal(IllegalArgumentException.class, write);
        assertTrue(error.contains(".write: "), error);
        assertTrue(error.contains("half a surrogate pair at position 1"), error);
      }
    }
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(whole.keySet(), SafeTensors.read(file, DEVICE).tensors().keySet());
  }

  @Test
  void missingFilesAreNamed() {
    Path absent = folder.resolve("absent");
    for (Executable read :
        List.<Executable>of(
            () -> SafeTensors.read(absent, DEVICE),
            () -> Npy.read(absent, DEVICE),
            () -> Npz.read(absent, DEVICE))) {
      String error = refusal(NoSuchFileException.class, read);
      assertTrue(error.contains("absent"), error);
    }
  }

  private static byte[] matrix() {
    byte[] data = NpyBytes.doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);
    return NpyBytes.file(1, NpyBytes.header("<f8", true, "2, 3"), data);
  }

  @Test
  void npyBecomesATensor() throws IOException {
    Path file = Files.write(folder.resolve("a.npy"), matrix());
    Tensor tensor = Npy.read(file, DEVICE);
    assertEquals(Shape.of(2, 3), tensor.shape());
    assertEquals(DType.F64, tensor.dtype());
    assertArrayEquals(new double[] {1, 3, 5, 2, 4, 6}, tensor.toDoubleArray());
  }

  @Test
  void npzBecomesTensorsByName() throws IOException {
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("b", "a.c")) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(matrix());
      }
    }
    Map<String, Tensor> tensors = Npz.read(file, DEVICE);
    assertEquals(List.of("b", "a.c"), List.copyOf(tensors.keySet()));
    assertEquals(Shape.of(2, 3), Objects.requireNonNull(tensors.get("a.c")).shape());
  }
}
