package dev.narae.cpu.vector;

import dev.narae.cpu.conv.ConvForm;
import dev.narae.cpu.conv.ConvKernel;
import java.lang.foreign.MemorySegment;

/**
 * A kernel of kind WINDOWS on ordinary memory: copies A into the {@link GemmScratch} unless it is
 * there already.
 *
 * @param kernel that reads A in the scratch memory
 * @param form of the kernel
 * @param type of its vectors
 */
record StagedWindows(ConvKernel kernel, ConvForm form, GemmVectorType type) implements ConvKernel {

  @Override
  public void multiply(
      MemorySegment a,
      long aAt,
      MemorySegment b,
      long bAt,
      long[] steps,
      int from,
      int depth,
      long[] tiles,
      int first,
      int end,
      MemorySegment c,
      long cAt,
      long cRow,
      MemorySegment bias,
      long biasAt) {
    if (a.equals(GemmScratch.MEMORY)) {
      kernel.multiply(
          a, aAt, b, bAt, steps, from, depth, tiles, first, end, c, cAt, cRow, bias, biasAt);
      return;
    }
    try (ScratchStage stage = new ScratchStage()) {
      long at = stage.put(a, aAt, (long) depth * form.rows() * type.elementBytes());
      kernel.multiply(
          stage.memory(),
          at,
          b,
          bAt,
          steps,
          from,
          depth,
          tiles,
          first,
          end,
          c,
          cAt,
          cRow,
          bias,
          biasAt);
    }
  }
}
