package dev.narae.cpu.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A kernel on dense operands, part by part.
 *
 * @param loop of the kernel
 * @param segments the memory of each operand
 * @param starts where its first element is, in bytes, and the first position
 * @param steps from an element to the next
 * @param scalars the runtime scalars
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it, and nobody else has the arrays.
record MapStep(
    ElementLoop loop, MemorySegment[] segments, long[] starts, long[] steps, long[] scalars) {

  /** Evaluates it for the elements from one to before another. */
  void run(long from, long to) {
    long[] at = starts.clone();
    for (int i = 0; i < at.length; i++) {
      at[i] += from * steps[i];
    }
    // There is one row, so steps between rows do not matter.
    loop.run(segments, at, steps, steps, Math.toIntExact(to - from), 1, scalars);
  }
}
