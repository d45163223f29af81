package dev.narae.cpu.vector;

import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** Has micro-kernels compiled, together with the code that packs for them. */
record GemmWarmup(Warmup warmup) {
  private static final int DEPTH = 24;

  /** Writes a kernel in the background and hands it over once it is compiled. */
  void submit(GemmVectorType type, GemmTile tile, Consumer<GemmKernel> whenReady) {
    warmup.submit(
        () -> {
          GemmKernel kernel = GemmKernelWriter.write(type, tile);
          return new Code(exercises(kernel, type, tile), () -> whenReady.accept(kernel));
        });
  }

  private static List<Exercise> exercises(GemmKernel kernel, GemmVectorType type, GemmTile tile) {
    long element = type.elementBytes();
    long width = tile.vectors() * type.vectorBytes();
    int vectors = tile.rows() * tile.vectors();
    Arena arena = Arena.ofAuto();
    MemorySegment a = arena.allocate((long) DEPTH * tile.rows() * element, 64);
    MemorySegment b = arena.allocate(DEPTH * width, 64);
    MemorySegment c = arena.allocate(tile.rows() * width, 64);
    MemorySegment sums = arena.allocate(tile.rows() * width, 64);
    return List.of(
        new Exercise(
            () -> kernel.multiply(a, 0, DEPTH * element, element, b, 0, width, c, 0, width, DEPTH),
            (long) DEPTH * (vectors + tile.rows())),
        new Exercise(() -> kernel.add(c, sums, 0, width), 2L * vectors),
        new Exercise(() -> kernel.pack(b, 0, width, b, 0, DEPTH), 2L * DEPTH * tile.vectors()),
        transposition(type));
  }

  /** The same code for all kernels, so quickly done for all but the first. */
  private static Exercise transposition(GemmVectorType type) {
    long row = type.vectorBytes();
    long element = type.elementBytes();
    int columns = type.species().length() - 1;
    Arena arena = Arena.ofAuto();
    MemorySegment from = arena.allocate(DEPTH * row, 64);
    MemorySegment to = arena.allocate(DEPTH * row, 64);
    Runnable call =
        element == Float.BYTES
            ? () -> GemmPanels.transpose4(from, 0, element, DEPTH, to, 0, row, DEPTH, columns)
            : () -> GemmPanels.transpose8(from, 0, element, DEPTH, to, 0, row, DEPTH, columns);
    return new Exercise(call, (long) DEPTH * columns);
  }
}
