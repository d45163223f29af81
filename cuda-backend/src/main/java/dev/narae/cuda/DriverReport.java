package dev.narae.cuda;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the driver says of itself and its GPUs.
 *
 * @param version the newest CUDA it serves, as the driver writes it: 12060 for CUDA 12.6
 * @param gpus in the driver's order, which is that of device ordinals
 */
record DriverReport(int version, List<Gpu> gpus) {
  /**
   * One GPU.
   *
   * @param name such as {@code NVIDIA A100-SXM4-40GB}
   * @param major the first part of its compute capability
   * @param minor the second
   * @param bytes its memory
   */
  record Gpu(String name, int major, int minor, long bytes) {
    /** The oldest generation whose instructions the kernels use: Turing, from 2018. */
    static final String OLDEST = "7.5";

    /** The compute capability as one number, such as 90 for 9.0. */
    int sm() {
      return 10 * major + minor;
    }

    /** Whether the backend has kernels for it. */
    boolean isServed() {
      return sm() >= 75;
    }

    @Override
    public String toString() {
      return "%s (compute capability %d.%d, %d GiB)".formatted(name, major, minor, bytes >> 30);
    }
  }

  /** The newest CUDA major version the driver serves. */
  int major() {
    return version / 1000;
  }

  /** The version for people, such as 12.6. */
  String cuda() {
    return "%d.%d".formatted(major(), version % 1000 / 10);
  }

  @Override
  public String toString() {
    String names = gpus.stream().map(Gpu::toString).collect(Collectors.joining(", "));
    return "%s, driver for CUDA %s".formatted(names, cuda());
  }
}
