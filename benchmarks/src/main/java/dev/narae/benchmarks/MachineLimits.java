package dev.narae.benchmarks;

/**
 * What the machine can do at best with the threads of a run, measured in that run.
 *
 * @param threads how many
 * @param gigaflops fused multiply-adds out of registers, each two operations, in 1e9 a second
 * @param gigabytes read and written beyond the caches, in 1e9 a second
 */
record MachineLimits(int threads, double gigaflops, double gigabytes) {
  @Override
  public String toString() {
    return "%s GFLOP/s of fused multiply-adds, %s GB/s of memory with %d %s"
        .formatted(
            Numbers.of(gigaflops),
            Numbers.of(gigabytes),
            threads,
            threads == 1 ? "thread" : "threads");
  }
}
