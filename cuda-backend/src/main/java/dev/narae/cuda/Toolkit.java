package dev.narae.cuda;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * NVIDIA's libraries of one CUDA major version, as far as they were found.
 *
 * @param major 12 or 13
 * @param files where each found library lies
 */
record Toolkit(int major, Map<CudaLibrary, Path> files) {
  /** The CUDA major versions that the backend is written for. */
  static final int OLDEST = 12;

  static final int NEWEST = 13;

  Toolkit {
    files = Map.copyOf(files);
  }

  /**
   * The newest complete toolkit that a driver serves, or else the one that lacks least.
   *
   * @param driverMajor the newest CUDA major version the driver serves, at least {@link #OLDEST}
   */
  static Toolkit find(List<Path> folders, int driverMajor) {
    return IntStream.rangeClosed(OLDEST, Math.min(NEWEST, driverMajor))
        .mapToObj(major -> of(folders, major))
        .min(
            Comparator.<Toolkit>comparingLong(toolkit -> toolkit.missing().count())
                .thenComparing(toolkit -> !toolkit.has(CudaLibrary.CUBLAS))
                .thenComparing(Toolkit::major, Comparator.reverseOrder()))
        .orElseThrow();
  }

  private static Toolkit of(List<Path> folders, int major) {
    Map<CudaLibrary, Path> files = new EnumMap<>(CudaLibrary.class);
    for (CudaLibrary library : CudaLibrary.values()) {
      library.find(folders, major).ifPresent(file -> files.put(library, file));
    }
    return new Toolkit(major, files);
  }

  /** Whether a library was found. */
  boolean has(CudaLibrary library) {
    return files.containsKey(library);
  }

  /** Where a library lies that was found. */
  Path file(CudaLibrary library) {
    return Objects.requireNonNull(files.get(library));
  }

  /** The libraries that were not found and without which nothing computes. */
  Stream<CudaLibrary> missing() {
    return Stream.of(CudaLibrary.values())
        .filter(library -> !library.optional() && !files.containsKey(library));
  }

  /** The missing files in one line, such as {@code cuBLAS (libcublas.so.12)}. */
  String missingFiles() {
    return missing()
        .map(library -> "%s (%s)".formatted(library, library.fileName(major)))
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return Stream.of(CudaLibrary.CUBLAS, CudaLibrary.NVRTC, CudaLibrary.CUDNN)
        .map(this::describe)
        .collect(Collectors.joining(", "));
  }

  private String describe(CudaLibrary library) {
    Path file = files.get(library);
    return file == null ? "no " + library : library.describe(file);
  }
}
