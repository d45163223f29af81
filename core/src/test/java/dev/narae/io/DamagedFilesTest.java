package dev.narae.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with random damage: each is read as something no larger than its bytes allow, or refused by
 * an {@link IOException} that names it; nothing else may come out.
 */
final class DamagedFilesTest {
  private static final int ROUNDS = Integer.getInteger("narae.fuzz", 1500);
  private static final Device DEVICE = Backends.defaultDevice();

  @TempDir Path folder;

  /** Reads a whole file. */
  private interface Reader {
    Collection<Tensor> read(Path file) throws IOException;
  }

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("mask", Tensor.of(new boolean[] {true, false, true}));
    tensors.put("w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("steps", Tensor.of(new long[] {-1, 7}));
    return tensors;
  }

  private void damage(Path whole, Reader reader) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      Path file = folder.resolve("damaged");
      byte[] damaged = damaged(bytes, random);
      Files.write(file, damaged);
      try {
        for (Tensor tensor : reader.read(file)) {
          assertTrue(tensor.size() <= 100L * damaged.length, "a huge tensor " + tensor.shape());
        }
      } catch (IOException expected) {
        String message = String.valueOf(expected.getMessage());
        assertTrue(message.contains("damaged"), () -> "no file in: " + expected);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + " of " + whole.getFileName(), e);
      }
    }
  }

  /** Some bytes changed, cut off, repeated, moved or added. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> {
        int from = random.nextInt(bytes.length);
        int count = random.nextInt(bytes.length - from);
        System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - count), count);
      }
      case 2 -> {
        int start = random.nextInt(bytes.length);
        Arrays.fill(bytes, start, Math.min(bytes.length, start + 8), (byte) random.nextInt(256));
      }
      case 3 -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(16));
      }
      default -> {
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return bytes;
  }

  @Test
  void npy() throws IOException {
    for (Map.Entry<String, Tensor> named : tensors().entrySet()) {
      Path file = folder.resolve(named.getKey());
      Npy.write(file, named.getValue());
      damage(file, path -> List.of(Npy.read(path, DEVICE)));
    }
  }

  @Test
  void npz() throws IOException {
    Path file = folder.resolve("plain.npz");
    Npz.write(file, tensors());
    damage(file, path -> Npz.read(path, DEVICE).values());
  }

  @Test
  void compressedNpz() throws IOException {
    Path file = folder.resolve("compressed.npz");
    Npz.writeCompressed(file, tensors());
    damage(file, path -> Npz.read(path, DEVICE).values());
  }

  @Test
  void safeTensors() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, tensors(), Map.of("k", "v"));
    damage(file, path -> SafeTensors.read(path, DEVICE).tensors().values());
  }

  @Test
  void mappedSafeTensors() throws IOException {
    Path file = folder.resolve("b.safetensors");
    SafeTensors.write(file, tensors(), Map.of("k", "v"));
    damage(file, path -> SafeTensors.map(path, DEVICE).tensors().values());
  }
}
