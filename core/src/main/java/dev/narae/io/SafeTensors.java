package dev.narae.io;

import dev.narae.Device;
import dev.narae.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors and texts in a safetensors file: a format that holds nothing but numbers, so that
 * reading a file of unknown origin is safe.
 */
public final class SafeTensors {
  private SafeTensors() {}

  /**
   * What a file holds.
   *
   * @param tensors by name, in the order of the file's header
   * @param metadata free texts by key
   */
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /**
   * Writes tensors; the file appears complete or not at all.
   *
   * @throws IllegalArgumentException if a tensor has the reserved name {@code __metadata__}, or a
   *     name or text has half a surrogate pair, which UTF-8 cannot hold
   * @throws IOException if the file cannot be written; one that stood there before is untouched
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.containsKey(SafeTensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "SafeTensors.write: no tensor can be named %s; the format reserves it for texts"
              .formatted(SafeTensorsHeader.METADATA));
    }
    checkTexts(tensors, metadata);
    try (Arena arena = Arena.ofShared()) {
      Map<String, HostArray> arrays = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> arrays.put(name, HostArray.of(tensor, arena)));
      SafeTensorsFile.write(file, arrays, metadata);
    }
  }

  private static void checkTexts(Map<String, Tensor> tensors, Map<String, String> metadata) {
    String op = "SafeTensors.write";
    tensors.keySet().forEach(name -> Utf8Text.check(op, "the name '" + name + "'", name));
    metadata.forEach(
        (key, text) -> {
          Utf8Text.check(op, "the key '" + key + "'", key);
          Utf8Text.check(op, "the text of '" + key + "'", text);
        });
  }

  /**
   * Reads all tensors of a file onto a device.
   *
   * @throws TensorFileException if the file is damaged, or holds a dtype that is not supported
   * @throws IOException if it cannot be read
   */
  public static Contents read(Path file, Device device) throws IOException {
    // Shared, so that a backend may copy by several threads.
    try (Arena arena = Arena.ofShared()) {
      SafeTensorsFile.Opened opened = SafeTensorsFile.open(file, arena);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafeTensorsHeader.Entry entry : opened.header().entries()) {
        tensors.put(entry.name(), copied(opened, entry, device));
      }
      return new Contents(tensors, opened.header().metadata());
    }
  }

  /**
   * Opens a file without reading its tensors: on a device that computes in host memory they lie in
   * the file's own pages, which are read when they are first used and never written back. Tensors
   * that cannot be used in place (of another byte order or alignment, on a device with its own
   * memory, or in a file that may not be written) are copied. Truth values are read to check them.
   *
   * <p>The mapping ends when no tensor of it is reachable. Until then the file should not be
   * changed; replacing it by a new one, as {@link #write} does, is safe.
   *
   * @throws TensorFileException if the file is damaged, or holds a dtype that is not supported
   * @throws IOException if it cannot be read
   */
  public static Contents map(Path file, Device device) throws IOException {
    SafeTensorsFile.Opened opened = SafeTensorsFile.openPrivate(file, Arena.ofAuto());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafeTensorsHeader.Entry entry : opened.header().entries()) {
      tensors.put(entry.name(), mapped(opened, entry, device));
    }
    return new Contents(tensors, opened.header().metadata());
  }

  private static Tensor mapped(
      SafeTensorsFile.Opened opened, SafeTensorsHeader.Entry entry, Device device)
      throws IOException {
    HostArray inPlace = opened.inPlace(entry);
    return inPlace != null
        ? Tensor.fromSegment(inPlace.data(), inPlace.shape(), inPlace.dtype(), device)
        : staged(opened, entry, device);
  }

  /** Straight from the file's pages, unless their bytes have another order. */
  private static Tensor copied(
      SafeTensorsFile.Opened opened, SafeTensorsHeader.Entry entry, Device device)
      throws IOException {
    HostArray inPlace = opened.inPlace(entry);
    return inPlace != null ? inPlace.toTensor(device) : staged(opened, entry, device);
  }

  private static Tensor staged(
      SafeTensorsFile.Opened opened, SafeTensorsHeader.Entry entry, Device device)
      throws IOException {
    try (Arena staging = Arena.ofConfined()) {
      return opened.array(entry, staging).toTensor(device);
    }
  }
}
