package dev.narae.cpu.vector;

import dev.narae.cpu.Demand;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import dev.narae.cpu.conv.ConvForm;
import dev.narae.cpu.conv.ConvKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** Has the kernels of convolutions compiled. */
record ConvWarmup(Warmup warmup) {
  /**
   * Short loops, so that the JVM counts calls instead of loops: it would compile the loops twice
   * before, at a tenth of a second each.
   */
  private static final int DEPTH = 4;

  private static final int TILES = 1;

  /** Writes a kernel in the background and hands it over once it is compiled. */
  void submit(Demand demand, GemmVectorType type, ConvForm form, Consumer<ConvKernel> whenReady) {
    warmup.submit(
        demand,
        () -> {
          ConvKernel kernel = ConvKernelWriter.write(type, form);
          return new Code(List.of(exercise(kernel, type, form)), () -> whenReady.accept(kernel));
        });
  }

  private static Exercise exercise(ConvKernel kernel, GemmVectorType type, ConvForm form) {
    // Also two steps in each of two channels.
    long[] steps = new long[DEPTH + 2];
    for (int p = 0; p < DEPTH; p++) {
      steps[p] = (long) p * type.elementBytes();
    }
    long[] tiles = new long[TILES * Math.max(2 * form.vectors(), form.rows())];
    long width = form.vectors() * type.vectorBytes();
    Arena arena = Arena.ofAuto();
    MemorySegment a =
        arena.allocate(Math.max((long) DEPTH * type.elementBytes(), width) * form.rows(), 64);
    MemorySegment b = arena.allocate((DEPTH + 1) * width, 64);
    MemorySegment c = arena.allocate((long) TILES * form.rows() * width, 64);
    return new Exercise(
        () -> kernel.multiply(a, 0, b, 0, steps, 0, DEPTH, tiles, 0, TILES, c, 0, width, a, 0),
        (long) TILES * DEPTH * form.rows() * (form.vectors() + 1));
  }
}
