package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products equal a plain loop bit for bit, for any shape, layout, dtype and number of threads. */
class GemmTest {

  /** Scalar loops need none. */
  private static final Warmup NONE = new Warmup(() -> {});

  private static final int[] EXTENTS = {1, 2, 3, 5, 6, 7, 12, 13, 16, 17, 31, 50, 64, 65, 100};
  private static final int[] DEPTHS = {1, 2, 3, 4, 7, 25, 64, 255, 256, 257, 600};

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64", "I32", "I64"})
  void randomProductsInPlainLoops(DType dtype) {
    check(dtype, 0, 120);
  }

  @Test
  void randomProductsWhileVectorKernelsWarmUp() {
    check(DType.F32, 256, 60);
    check(DType.F64, 256, 30);
  }

  private static void check(DType dtype, int bits, int count) {
    SplittableRandom random = new SplittableRandom(17);
    try (Warmup warmup = new Warmup(() -> {});
        Workers one = new Workers(1);
        Workers two = new Workers(2);
        Workers three = new Workers(3)) {
      List<Gemm> gemms =
          Stream.of(one, two, three).map(workers -> new Gemm(workers, bits, warmup)).toList();
      for (int i = 0; i < count; i++) {
        GemmCase sample =
            GemmCase.of(
                    dtype,
                    random.nextInt(1, 4),
                    pick(EXTENTS, random),
                    pick(EXTENTS, random),
                    pick(DEPTHS, random),
                    random.nextBoolean(),
                    random)
                .withSlab(random.nextBoolean() ? GemmEngine.SLAB : random.nextInt(1, 100));
        for (Gemm gemm : gemms) {
          GemmCase run = sample.again();
          gemm.multiply(run.problem());
          assertEquals(-1, run.problem().c().segment().mismatch(run.expected()), run::toString);
        }
      }
    }
  }

  private static int pick(int[] values, SplittableRandom random) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void manyThreadsOnLargeMatricesChangeNoBit() {
    SplittableRandom random = new SplittableRandom(3);
    GemmCase sample = GemmCase.of(DType.F32, 1, 211, 1057, 97, false, random);
    try (Workers workers = new Workers(5)) {
      new Gemm(workers, 0, NONE).multiply(sample.problem());
    }
    assertEquals(-1, sample.problem().c().segment().mismatch(sample.expected()));
  }

  @Test
  void anEmptySumIsZeroAndAnEmptyProductLeavesEverything() {
    SplittableRandom random = new SplittableRandom(5);
    try (Workers workers = new Workers(2)) {
      Gemm gemm = new Gemm(workers, 0, NONE);
      for (int[] extents : new int[][] {{2, 3, 4, 0}, {0, 3, 4, 5}, {2, 0, 4, 5}, {2, 3, 0, 5}}) {
        GemmCase sample =
            GemmCase.of(DType.F32, extents[0], extents[1], extents[2], extents[3], false, random);
        gemm.multiply(sample.problem());
        assertEquals(-1, sample.problem().c().segment().mismatch(sample.expected()));
      }
    }
  }

  @Test
  void eachElementIsFinishedOnceAfterItIsComplete() {
    SplittableRandom random = new SplittableRandom(7);
    try (Workers workers = new Workers(3)) {
      Gemm gemm = new Gemm(workers, 0, NONE);
      GemmCase sample = GemmCase.of(DType.I32, 2, 150, 130, 300, false, random);
      AtomicIntegerArray finished = new AtomicIntegerArray(2 * 150 * 130);
      gemm.multiply(
          sample.problem(),
          block -> {
            for (long i = block.row(); i < block.row() + block.rows(); i++) {
              for (long j = block.column(); j < block.column() + block.columns(); j++) {
                finished.incrementAndGet((int) ((block.batch() * 150 + i) * 130 + j));
              }
            }
          });
      for (int i = 0; i < finished.length(); i++) {
        assertEquals(1, finished.get(i));
      }
      assertEquals(-1, sample.problem().c().segment().mismatch(sample.expected()));
    }
  }

  @Test
  void otherTypesAreRefused() {
    GemmCase sample = GemmCase.of(DType.I32, 1, 2, 2, 2, false, new SplittableRandom(1));
    GemmMatrix m = sample.problem().a();
    GemmProblem bytes = new GemmProblem(DType.U8, 1, 2, 2, 2, m, m, sample.problem().c(), false);
    try (Workers workers = new Workers(1)) {
      Gemm gemm = new Gemm(workers, 0, NONE);
      assertEquals(
          "matmul: no kernel for dtype u8; cast the operands to i32",
          assertThrows(IllegalArgumentException.class, () -> gemm.multiply(bytes)).getMessage());
    }
  }

  @Test
  void blocksCoverEachElementOnce() {
    GemmMatrix none =
        GemmCase.of(DType.I32, 1, 1, 1, 1, false, new SplittableRandom(1)).problem().a();
    for (int threads : new int[] {1, 2, 16}) {
      for (int[] extents : new int[][] {{1, 1, 1}, {3, 1000, 7}, {1, 770, 2000}, {64, 128, 128}}) {
        GemmProblem problem =
            new GemmProblem(
                DType.F32, extents[0], extents[1], extents[2], 64, none, none, none, false);
        GemmGrid grid = GemmGrid.of(problem, threads);
        int[] hits = new int[extents[0] * extents[1] * extents[2]];
        for (long index = 0; index < grid.blocks(); index++) {
          GemmBlock block = grid.block(index);
          for (int i = 0; i < block.rows(); i++) {
            for (int j = 0; j < block.columns(); j++) {
              long row = block.batch() * extents[1] + block.row() + i;
              hits[(int) (row * extents[2] + block.column() + j)]++;
            }
          }
        }
        assertEquals(Collections.nCopies(hits.length, 1).hashCode(), Arrays.hashCode(hits));
      }
    }
  }
}
