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

  private final String label;
  private final String stem;

  CudaLibrary(String label, String stem) {
    this.label = label;
    this.stem = stem;
  }

  /** Whether computing is possible without it. */
  boolean optional() {
    return this == CUDNN;
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
    String name = fileName(cudaMajor);
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
