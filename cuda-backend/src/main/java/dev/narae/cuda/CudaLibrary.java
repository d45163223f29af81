package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A library of NVIDIA's, listed before those that need it. */
enum CudaLibrary {
  CUBLAS_LT("cuBLASLt", "libcublasLt.so"),
  CUBLAS("cuBLAS", "libcublas.so"),
  NVRTC_BUILTINS("NVRTC's builtins", "libnvrtc-builtins.so"),
  NVRTC("NVRTC", "libnvrtc.so"),
  CUDNN("cuDNN", "libcudnn.so");

  private static final int CUDNN_MAJOR = 9;

  /** Its functions that are used are the same, but for the number in its name. */
  private static final int OLDER_CUDNN_MAJOR = 8;

  private final String label;
  private final String stem;

  CudaLibrary(String label, String stem) {
    this.label = label;
    this.stem = stem;
  }

  /** Whether computing is possible without it, on slower kernels. */
  boolean optional() {
    return this == CUDNN || this == CUBLAS || this == CUBLAS_LT;
  }

  /** The library's file name for a CUDA major version; some files carry minor numbers after it. */
  String fileName(int cudaMajor) {
    return "%s.%d".formatted(stem, this == CUDNN ? CUDNN_MAJOR : cudaMajor);
  }

  /**
   * The file in the first folder that has one: of {@code libx.so.12} and {@code libx.so.12.6.1} the
   * first, by which libraries ask for it.
   */
  Optional<Path> find(List<Path> folders, int cudaMajor) {
    Optional<Path> found = named(folders, fileName(cudaMajor));
    return found.isPresent() || this != CUDNN
        ? found
        : named(folders, "%s.%d".formatted(stem, OLDER_CUDNN_MAJOR));
  }

  /** The name by which other libraries ask for a file that was found. */
  String soname(Path file) {
    String name = String.valueOf(file.getFileName());
    int end = name.indexOf('.', stem.length() + 1);
    return end < 0 ? name : name.substring(0, end);
  }

  private static Optional<Path> named(List<Path> folders, String name) {
    return folders.stream()
        .flatMap(folder -> Folders.matching(folder, name + "*").stream())
        .filter(file -> isVersionOf(name, String.valueOf(file.getFileName())))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static boolean isVersionOf(String name, String file) {
    return file.equals(name) || file.startsWith(name + ".");
  }

  /** The library with its full version, as far as the file that a link leads to tells it. */
  String describe(Path file) {
    String name;
    try {
      name = String.valueOf(file.toRealPath().getFileName());
    } catch (IOException _) {
      name = String.valueOf(file.getFileName());
    }
    int version = name.indexOf(".so.");
    return version < 0 ? label : label + " " + name.substring(version + ".so.".length());
  }

  @Override
  public String toString() {
    return label;
  }
}
