package dev.narae.io;

import dev.narae.Device;
import dev.narae.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** Arrays in NumPy's .npy files, versions 1 to 3. */
public final class Npy {
  private Npy() {}

  /**
   * Reads an array of any shape, either memory order and either byte order.
   *
   * @throws TensorFileException if the file is damaged or its element type is none of b1, u1, i1,
   *     i2, i4, i8, f2, f4, f8
   * @throws IOException if it cannot be read
   */
  public static Tensor read(Path file, Device device) throws IOException {
    try (Arena arena = Arena.ofConfined();
        InputStream in = Files.newInputStream(file)) {
      HostArray array = new NpyReader(in, Files.size(file), file.toString()).read(arena);
      return array.toTensor(device);
    }
  }

  /**
   * Writes a tensor as a version 1.0 file in row-major order; the file appears complete or not at
   * all.
   *
   * @throws IllegalArgumentException if NumPy does not have the tensor's dtype
   * @throws IOException if it cannot be written; a file that stood there before is untouched
   */
  public static void write(Path file, Tensor tensor) throws IOException {
    NpyWriter.checkDType("Npy.write", tensor.dtype());
    try (Arena arena = Arena.ofConfined()) {
      HostArray array = HostArray.of(tensor, arena);
      AtomicFile.write(
          file,
          channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            NpyWriter.write(out, array);
            out.flush();
          });
    }
  }
}
