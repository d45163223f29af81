package dev.narae.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.cpu.Demand;
import dev.narae.cpu.GemmBlock;
import dev.narae.cpu.GemmCase;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.GemmProblem;
import dev.narae.cpu.Warmup;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each vector width computes what a plain loop computes, bit for bit. */
class GemmVectorTest {

  /** Stands where the scalar loops would, so that the vector kernels must do all the work. */
  private static final GemmEngine NONE =
      (problem, block, from, depth, add) -> {
        throw new AssertionError("not computed by vector kernels: " + problem);
      };

  @ParameterizedTest
  @CsvSource({"F32,128", "F32,256", "F32,512", "F64,128", "F64,256", "F64,512"})
  void randomProducts(DType dtype, int bits) {
    GemmEngine engine = GemmVector.openAtOnce(dtype, bits, NONE);
    SplittableRandom random = new SplittableRandom(bits);
    for (int i = 0; i < 30; i++) {
      check(engine, dtype, random.nextInt(1, 14), random.nextInt(1, 70), 9, random);
    }
    check(engine, dtype, 67, 69, 5, random);
    check(engine, dtype, 64, 64, 5, random);
    check(engine, dtype, 7, 19, 2 * GemmEngine.SLAB + 1, random);
  }

  private static void check(
      GemmEngine engine, DType dtype, int rows, int columns, int depth, SplittableRandom random) {
    GemmCase sample = withDenseRowsOfC(dtype, rows, columns, depth, random);
    GemmProblem problem = sample.problem();
    GemmBlock block = new GemmBlock(0, 0, rows, 0, columns);
    for (int from = 0; from < depth; from += GemmEngine.SLAB) {
      int slab = Math.min(GemmEngine.SLAB, depth - from);
      engine.slab(problem, block, from, slab, problem.add() || from > 0);
    }
    assertEquals(-1, problem.c().segment().mismatch(sample.expected()), sample::toString);
  }

  /** Vector kernels are only asked to write rows whose elements lie next to each other. */
  private static GemmCase withDenseRowsOfC(
      DType dtype, int rows, int columns, int depth, SplittableRandom random) {
    while (true) {
      GemmCase sample = GemmCase.of(dtype, 1, rows, columns, depth, random.nextBoolean(), random);
      if (sample.problem().c().columnStride() == 1) {
        return sample;
      }
    }
  }

  @Test
  void aBlockLeavesTheRestOfCAsItWas() {
    GemmEngine engine = GemmVector.openAtOnce(DType.F32, 128, NONE);
    GemmCase sample = withDenseRowsOfC(DType.F32, 20, 30, 4, new SplittableRandom(11));
    GemmCase whole = sample.again();
    GemmBlock all = new GemmBlock(0, 0, 20, 0, 30);
    engine.slab(whole.problem(), all, 0, 4, false);
    for (GemmBlock block :
        new GemmBlock[] {
          new GemmBlock(0, 0, 13, 0, 9),
          new GemmBlock(0, 13, 7, 0, 9),
          new GemmBlock(0, 0, 20, 9, 21)
        }) {
      engine.slab(sample.problem(), block, 0, 4, false);
    }
    assertEquals(-1, sample.problem().c().segment().mismatch(whole.problem().c().segment()));
  }

  @Test
  void aKernelIsHandedOverOnceItIsCompiled() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    GemmVectorType type = GemmVectorType.of(DType.F32, VectorShape.preferredShape());
    try (Warmup warmup = new Warmup(() -> {})) {
      new GemmWarmup(warmup)
          .submit(new Demand(), type, new GemmTile(2, 1, false, false), _ -> ready.countDown());
      assertTrue(ready.await(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void stripsAreNearlyEqualAndCoverTheExtent() {
    for (int extent = 0; extent < 40; extent++) {
      GemmStrips strips = GemmStrips.of(extent, 6);
      int next = 0;
      for (int i = 0; i < strips.count(); i++) {
        assertEquals(next, strips.start(i));
        assertTrue(strips.size(i) <= 6 && strips.size(i) >= strips.smallest());
        assertTrue(strips.largest() - strips.size(i) <= 1);
        next += strips.size(i);
      }
      assertEquals(extent, next);
    }
  }
}
