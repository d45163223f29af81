package dev.narae.benchmarks;

/**
 * What an operation has to do at least, to tell its speed, and what the machine would allow.
 *
 * @param flops floating-point operations, where they are what costs; 0 otherwise
 * @param bytes memory to be read or written if no cache helped; 0 where that is not what costs
 * @param items images or operations, to be printed as items a second; 0 where flops or bytes say
 *     more
 */
public record Work(double flops, double bytes, double items) {
  /** More than any cache near a core holds: below this, memory is not what limits. */
  private static final double BEYOND_CACHES = 64e6;

  /** Floating-point operations. */
  public static Work flops(double count) {
    return new Work(count, 0, 0);
  }

  /** Float32 tensors of one size that are read or written. */
  public static Work tensors(int tensors, long size) {
    return new Work(0, (double) Float.BYTES * tensors * size, 0);
  }

  /** Images, or whatever the operation treats several of. */
  public static Work items(double count) {
    return new Work(0, 0, count);
  }

  /** The share of the machine's limit that an operation of so many nanoseconds reaches, or NaN. */
  double share(double nanoseconds, MachineLimits limits) {
    if (flops > 0) {
      return flops / nanoseconds / limits.gigaflops();
    }
    return bytes >= BEYOND_CACHES ? bytes / nanoseconds / limits.gigabytes() : Double.NaN;
  }

  /** The speed of an operation of so many nanoseconds, with its unit. */
  String speed(double nanoseconds) {
    if (flops > 0) {
      return Numbers.of(flops / nanoseconds) + " GFLOP/s";
    }
    return bytes > 0
        ? Numbers.of(bytes / nanoseconds) + " GB/s"
        : Numbers.of(1e9 * items / nanoseconds) + " /s";
  }
}
