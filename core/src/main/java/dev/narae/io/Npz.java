package dev.narae.io;

import dev.narae.Device;
import dev.narae.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named arrays in NumPy's .npz archives, compressed or not. */
public final class Npz {
  private Npz() {}

  /**
   * Reads all arrays, by name without {@code .npy}, in the order of the file.
   *
   * @throws TensorFileException if the archive or an array in it is damaged or not supported
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file, Device device) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NpzReader reader = new NpzReader(file)) {
      for (String name : reader.names()) {
        try (Arena arena = Arena.ofConfined()) {
          tensors.put(name, reader.read(name, arena).toTensor(device));
        }
      }
    }
    return tensors;
  }

  /**
   * Writes tensors uncompressed, as {@code numpy.savez}; the file appears complete or not at all,
   * and equal tensors make equal files.
   *
   * @param tensors by name, to which {@code .npy} is added
   * @throws IllegalArgumentException if NumPy does not have a tensor's dtype, or an archive cannot
   *     hold a name
   * @throws IOException if it cannot be written; a file that stood there before is untouched
   */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    NpzWriter.write(file, tensors, false);
  }

  /** Writes tensors as {@link #write}, compressed, as {@code numpy.savez_compressed}. */
  public static void writeCompressed(Path file, Map<String, Tensor> tensors) throws IOException {
    NpzWriter.write(file, tensors, true);
  }
}
