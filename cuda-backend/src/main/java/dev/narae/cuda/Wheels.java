package dev.narae.cuda;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** NVIDIA's libraries as packages for Python, which need neither a toolkit nor a root's rights. */
final class Wheels {
  private Wheels() {}

  /** How to install some libraries for a CUDA major version. */
  static String install(int cudaMajor, CudaLibrary... libraries) {
    return Stream.of(libraries)
        .map(library -> name(library, cudaMajor))
        .distinct()
        .collect(Collectors.joining(" ", "activate a Python environment and 'pip install ", "'"));
  }

  private static String name(CudaLibrary library, int cudaMajor) {
    // From CUDA 13 on the names of most carry no version.
    String suffix = cudaMajor < 13 ? "-cu" + cudaMajor : "";
    return switch (library) {
      case CUBLAS, CUBLAS_LT -> "nvidia-cublas" + suffix;
      case NVRTC, NVRTC_BUILTINS -> "nvidia-cuda-nvrtc" + suffix;
      case CUDNN -> "nvidia-cudnn-cu" + cudaMajor;
    };
  }
}
