package dev.narae.cpu.vector;

import dev.narae.cpu.Demand;
import dev.narae.cpu.GemmTable;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** Has micro-kernels compiled, together with the code that packs for them. */
record GemmWarmup(Warmup warmup) {
  private static final int DEPTH = 8;

  /** Bytes of rows to pack, for each way of packing them; no row is longer than one of B. */
  private static final int[] WIDTHS = {4, 8, 20, 24, 32, 40, 64, 96, 128, 192};

  /** More than packing reads. */
  private static final long PACKED_BYTES = 512;

  private static final int GATHERED = 4;

  private static final GemmTable SCATTERED =
      new GemmTable(new long[GATHERED], new long[] {0, 2, 3, 5});

  private static final long PACKING_STEPS = DEPTH * 30L;

  /** Writes a kernel in the background and hands it over once it is compiled. */
  void submit(Demand demand, GemmVectorType type, GemmTile tile, Consumer<GemmKernel> whenReady) {
    warmup.submit(
        demand,
        () -> {
          GemmKernel kernel = GemmKernelWriter.write(type, tile);
          return new Code(exercises(kernel, type, tile), () -> whenReady.accept(kernel));
        });
  }

  private static List<Exercise> exercises(GemmKernel kernel, GemmVectorType type, GemmTile tile) {
    long row = tile.vectors() * type.vectorBytes();
    Arena arena = Arena.ofAuto();
    MemorySegment b = arena.allocate(Math.max(DEPTH * row, PACKED_BYTES), 64);
    MemorySegment c = arena.allocate(tile.rows() * row, 64);
    long steps = (long) DEPTH * tile.rows() * (tile.vectors() + 1);
    return List.of(
        new Exercise(() -> multiply(kernel, tile, b, c, row, false), steps),
        new Exercise(() -> multiply(kernel, tile, b, c, row, true), steps),
        new Exercise(() -> pack(b, type.elementBytes()), PACKING_STEPS));
  }

  private static void multiply(
      GemmKernel kernel, GemmTile tile, MemorySegment b, MemorySegment c, long row, boolean add) {
    GemmScratch.Slot slot = GemmScratch.acquire();
    try {
      long bAt = tile.inPlace() ? 0 : slot.b();
      kernel.multiply(slot.a(), b, bAt, row, c, 0, row, DEPTH, add);
    } finally {
      GemmScratch.release(slot);
    }
  }

  /** The same code for all kernels, so quickly done for all but the first. Each branch is taken. */
  private static void pack(MemorySegment from, int elementBytes) {
    GemmScratch.Slot slot = GemmScratch.acquire();
    try {
      for (int width : WIDTHS) {
        GemmPacking.rows(from, 0, 0, slot.b(), width, DEPTH, width);
      }
      if (elementBytes == Float.BYTES) {
        GemmPacking.columns4(from, 0, 4, 0, slot.b(), 32, DEPTH - 1, 5);
        GemmPacking.columns4(from, 0, 8, 0, slot.b(), 32, DEPTH / 2, 5);
      } else {
        GemmPacking.columns8(from, 0, 8, 0, slot.b(), 64, DEPTH / 2, 5);
      }
      GemmGather.strip(from, 0, SCATTERED, 0, GATHERED, 0, GATHERED, slot.b(), 64, elementBytes);
    } finally {
      GemmScratch.release(slot);
    }
  }
}
