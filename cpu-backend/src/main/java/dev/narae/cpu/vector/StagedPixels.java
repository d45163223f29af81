package dev.narae.cpu.vector;

import dev.narae.cpu.conv.ConvForm;
import dev.narae.cpu.conv.ConvKernel;
import java.lang.foreign.MemorySegment;

/**
 * A kernel of kind PIXELS on ordinary memory: copies the panel, and what the taps meet in the
 * planes, into the {@link GemmScratch}, and computes there. The copies are small beside the
 * products, for each element is met by many taps.
 *
 * @param kernel that reads A and B in the scratch memory
 * @param form of the kernel
 * @param type of its vectors
 */
record StagedPixels(ConvKernel kernel, ConvForm form, GemmVectorType type) implements ConvKernel {

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
    GemmScratch.Slot slot = GemmScratch.acquire();
    try {
      long panel = (long) depth * form.vectors() * type.vectorBytes();
      MemorySegment.copy(b, bAt, GemmScratch.MEMORY, slot.b(), panel);
      Call call = new Call(a, aAt, steps, from, depth, tiles, slot, c, cAt, cRow, bias, biasAt);
      if (!call.wholePlanes(first, end)) {
        for (int tile = first; tile < end; tile++) {
          call.rows(tile);
        }
      }
    } finally {
      GemmScratch.release(slot);
    }
  }

  /** The operands of one call; the panel is in the scratch memory already. */
  private final class Call {
    private final MemorySegment a;
    private final long aAt;
    private final long[] steps;
    private final int from;
    private final int depth;
    private final long[] tiles;
    private final GemmScratch.Slot slot;
    private final MemorySegment c;
    private final long cAt;
    private final long cRow;
    private final MemorySegment bias;
    private final long biasAt;

    Call(
        MemorySegment a,
        long aAt,
        long[] steps,
        int from,
        int depth,
        long[] tiles,
        GemmScratch.Slot slot,
        MemorySegment c,
        long cAt,
        long cRow,
        MemorySegment bias,
        long biasAt) {
      this.a = a;
      this.aAt = aAt;
      this.steps = steps;
      this.from = from;
      this.depth = depth;
      this.tiles = tiles;
      this.slot = slot;
      this.c = c;
      this.cAt = cAt;
      this.cRow = cRow;
      this.bias = bias;
      this.biasAt = biasAt;
    }

    /** Copies the planes from the first element that is met to the last, if there is room. */
    boolean wholePlanes(int first, int end) {
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int i = first * form.rows(); i < end * form.rows(); i++) {
        least = Math.min(least, tiles[i]);
        most = Math.max(most, tiles[i]);
      }
      long start = steps[from];
      long stop = most - least + steps[from + depth - 1] + type.elementBytes();
      if (stop > GemmScratch.A_BYTES) {
        return false;
      }
      MemorySegment.copy(
          a, aAt + least + start, GemmScratch.MEMORY, slot.a() + start, stop - start);
      multiply(slot.a() - least, steps, from, tiles, first, end, cAt);
      return true;
    }

    /** Copies what each tap of one tile meets, one row behind the other. */
    void rows(int tile) {
      int rows = form.rows();
      int bytes = type.elementBytes();
      long rowBytes = GemmScratch.rowBytes(bytes);
      long[] starts = new long[rows];
      long[] places = new long[depth];
      for (int p = 0; p < depth; p++) {
        places[p] = (long) p * bytes;
      }
      for (int r = 0; r < rows; r++) {
        starts[r] = r * rowBytes;
        row(aAt + tiles[tile * rows + r], slot.a() + starts[r], bytes);
      }
      multiply(slot.a(), places, 0, starts, 0, 1, cAt + tile * rows * cRow);
    }

    private void row(long at, long to, int bytes) {
      for (int p = 0; p < depth; ) {
        int end = p + 1;
        while (end < depth && steps[from + end] == steps[from + end - 1] + bytes) {
          end++;
        }
        long length = (long) (end - p) * bytes;
        MemorySegment.copy(
            a, at + steps[from + p], GemmScratch.MEMORY, to + (long) p * bytes, length);
        p = end;
      }
    }

    private void multiply(
        long at, long[] stepTable, int step, long[] tileTable, int first, int end, long to) {
      kernel.multiply(
          GemmScratch.MEMORY,
          at,
          GemmScratch.MEMORY,
          slot.b(),
          stepTable,
          step,
          depth,
          tileTable,
          first,
          end,
          c,
          to,
          cRow,
          bias,
          biasAt);
    }
  }
}
