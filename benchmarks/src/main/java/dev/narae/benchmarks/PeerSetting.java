package dev.narae.benchmarks;

import dev.narae.benchmarks.torch.Torch;
import java.util.function.Supplier;

/**
 * libtorch's side with the number of threads that suits it best: OpenBLAS with threads of its own
 * beside those of OpenMP is faster for some workloads and several times slower for others.
 *
 * @param turns runs it
 * @param blasThreads of OpenBLAS
 */
record PeerSetting(Turns turns, int blasThreads) {
  private static final long LEAST_WARMUP_MILLIS = 400;
  private static final long WARMUP_MILLIS = 1500;
  private static final int TRIALS = 5;

  /** Tries one thread and as many as we have, and leaves the better set. */
  static PeerSetting best(Supplier<Side> side) {
    int threads = Integer.getInteger("narae.threads", Runtime.getRuntime().availableProcessors());
    Torch.load(threads);
    Turns turns = new Turns(side.get(), () -> {});
    int best = 1;
    double bestTime = Double.MAX_VALUE;
    for (int blas : threads == 1 ? new int[] {1} : new int[] {threads, 1}) {
      Torch.blasThreads(blas);
      turns.warmUp(LEAST_WARMUP_MILLIS, WARMUP_MILLIS, () -> true);
      double time = Double.MAX_VALUE;
      for (int i = 0; i < TRIALS; i++) {
        time = Math.min(time, turns.take());
      }
      if (time < bestTime) {
        best = blas;
        bestTime = time;
      }
    }
    Torch.blasThreads(best);
    return new PeerSetting(turns, best);
  }
}
