package dev.narae.cpu;

import java.util.function.Consumer;

/** Worker threads for tests of other packages. */
public final class CpuTestThreads {
  private CpuTestThreads() {}

  /** Runs a test with so many threads. */
  public static void with(int threads, Consumer<Parallel> test) {
    try (Workers workers = new Workers(threads)) {
      test.accept((blocks, body) -> workers.run(blocks, body::run));
    }
  }
}
