package dev.narae.io;

import dev.narae.Device;
import dev.narae.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/** Arrays in NumPy's .npy files, versions 1 to 3. */
public final class Npy {
  private Npy() {}

  /**
   * Reads an array of any shape, either memory order and either byte order.
   *
   * @throws TensorFileException if the file is damaged or its element type is none of b1, u1, i4,
   *     i8, f4, f8
   * @throws IOException if it cannot be read
   */
  public static Tensor read(Path file, Device device) throws IOException {
    try (Arena arena = Arena.ofConfined();
        InputStream in = Files.newInputStream(file)) {
      HostArray array = new NpyReader(in, Files.size(file), file.toString()).read(arena);
      return array.toTensor(device);
    }
  }
}
