package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.cpu.kernel.Tier;
import dev.narae.cpu.vector.GemmVector;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large products, whose threads share the packed B, equal a plain loop bit for bit. */
@Isolated("there is one memory to share")
class SharedGemmTest {

  private static final Warmup NONE = new Warmup(() -> {});

  @ParameterizedTest
  @CsvSource({
    "F32, 256, 1, 140, 300, 260",
    "F32, 128, 1, 140, 300, 260",
    "F32, 256, 1, 600, 37, 513",
    "F32, 256, 1, 129, 3103, 30",
    "F64, 256, 1, 150, 1545, 50",
    "F64, 128, 1, 270, 90, 450",
    "F32, 256, 2, 530, 200, 512"
  })
  void allBitsAreThoseOfAPlainLoop(DType dtype, int bits, int batch, int m, int n, int k) {
    GemmCase sample = sharing(dtype, batch, m, n, k, k % 2 == 0);
    MemorySegment expected = sample.expected();
    for (int threads : new int[] {1, 2, 5}) {
      GemmCase run = sample.again();
      try (Workers workers = new Workers(threads)) {
        gemm(workers, bits).multiply(run.problem());
      }
      assertEquals(-1, run.problem().c().segment().mismatch(expected), run::toString);
    }
  }

  @Test
  void slabsMayBeLower() {
    GemmCase sample = dense(300).withSlab(64);
    try (Workers workers = new Workers(3)) {
      gemm(workers, 256).multiply(sample.problem());
    }
    assertEquals(-1, sample.problem().c().segment().mismatch(sample.expected()));
  }

  /** In several layouts: some share B, which then consists of columns beyond whole vectors. */
  @Test
  void columnsMayBeFewerThanAVectorHas() {
    for (int seed = 0; seed < 12; seed++) {
      GemmCase sample =
          GemmCase.of(DType.F32, 1, 20_000, 5, 102, false, new SplittableRandom(seed));
      try (Workers workers = new Workers(2)) {
        gemm(workers, 256).multiply(sample.problem());
      }
      assertEquals(-1, sample.problem().c().segment().mismatch(sample.expected()), "seed " + seed);
    }
  }

  @Test
  void eachElementIsFinishedOnceAfterItIsComplete() {
    GemmCase sample = dense(300);
    AtomicIntegerArray finished = new AtomicIntegerArray(300 * 300);
    try (Workers workers = new Workers(3)) {
      gemm(workers, 256)
          .multiply(
              sample.problem(),
              block -> {
                for (long i = block.row(); i < block.row() + block.rows(); i++) {
                  for (long j = block.column(); j < block.column() + block.columns(); j++) {
                    finished.incrementAndGet((int) (i * 300 + j));
                  }
                }
              });
    }
    for (int i = 0; i < finished.length(); i++) {
      assertEquals(1, finished.get(i));
    }
  }

  @Test
  void whatABlockThrowsEndsTheProductAndGivesTheMemoryBack() {
    GemmProblem problem = dense(300).problem();
    try (Workers workers = new Workers(4)) {
      Gemm gemm = gemm(workers, 256);
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  gemm.multiply(
                      problem,
                      block -> {
                        throw new IllegalStateException("no room at " + block.batch());
                      }));
      assertEquals("no room at 0", thrown.getMessage());
    }
    try (GemmPanel panel = engine().panel(problem, 75)) {
      assertNotNull(panel);
    }
  }

  /** Half of the blocks of rows are the helper's, which does not get beyond its first. */
  @Test
  void whatALateThreadHasNotBegunIsDoneByOthers() {
    GemmCase sample = sharing(DType.F32, 1, 512, 128, 600, false);
    Thread owner = Thread.currentThread();
    AtomicLong rows = new AtomicLong();
    long start = System.nanoTime();
    try (Workers workers = new Workers(2)) {
      gemm(workers, 256)
          .multiply(
              sample.problem(),
              block -> {
                rows.addAndGet(block.rows());
                while (Thread.currentThread() != owner && rows.get() < 512) {
                  assertTrue(System.nanoTime() - start < 30e9, "nobody did the other blocks");
                  Thread.onSpinWait();
                }
              });
    }
    assertEquals(512, rows.get());
    assertEquals(-1, sample.problem().c().segment().mismatch(sample.expected()));
  }

  @Test
  void oneProductAtATimeHasTheMemory() {
    GemmProblem problem = dense(300).problem();
    try (GemmPanel first = engine().panel(problem, 75)) {
      assertNotNull(first);
      assertNull(engine().panel(problem, 75));
    }
  }

  @Test
  void productsOfSeveralThreadsDoNotMix() throws Exception {
    int callers = 3;
    CyclicBarrier start = new CyclicBarrier(callers);
    try (Workers workers = new Workers(2);
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      Gemm gemm = gemm(workers, 256);
      Callable<Long> product =
          () -> {
            GemmCase sample = dense(260);
            start.await();
            gemm.multiply(sample.problem());
            return sample.problem().c().segment().mismatch(sample.expected());
          };
      for (Future<Long> mismatch : threads.invokeAll(List.of(product, product, product))) {
        assertEquals(-1, mismatch.get());
      }
    }
  }

  private static GemmCase dense(int n) {
    return sharing(DType.F32, 1, n, n, n, false);
  }

  /** A case whose layout lets threads share B, which must not lie so that it is read in place. */
  private static GemmCase sharing(DType dtype, int batch, int m, int n, int k, boolean add) {
    for (int seed = m; ; seed++) {
      GemmCase sample = GemmCase.of(dtype, batch, m, n, k, add, new SplittableRandom(seed));
      GemmProblem problem = sample.problem();
      if (problem.c().columnStride() == 1
          && problem.b().table() == null
          && !problem.rowsOfBNear()) {
        return sample;
      }
    }
  }

  private static Gemm gemm(Workers workers, int bits) {
    return new Gemm(workers, bits, NONE, Tier.VECTOR);
  }

  private static GemmEngine engine() {
    return GemmVector.openAtOnce(DType.F32, 256, new GemmScalarFloat());
  }
}
