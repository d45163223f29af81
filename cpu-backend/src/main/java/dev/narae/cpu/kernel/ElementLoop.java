package dev.narae.cpu.kernel;

import dev.narae.spi.Readiness;
import java.lang.foreign.MemorySegment;

/**
 * A compiled kernel: two nested loops over all operands.
 *
 * <p>The arrays have one entry for each operand, inputs first, then outputs; after those comes one
 * for the element's position, counted in elements. All others count bytes.
 */
@FunctionalInterface
public interface ElementLoop {

  /**
   * Evaluates the kernel for {@code rows} times {@code columns} elements, row after row.
   *
   * @param segments the memory of each operand
   * @param starts where its first element is
   * @param columnSteps from a column to the next
   * @param rowSteps from a row to the next; 0 for an output that rows are added up in
   * @param scalars the runtime scalars
   */
  void run(
      MemorySegment[] segments,
      long[] starts,
      long[] columnSteps,
      long[] rowSteps,
      int columns,
      int rows,
      long[] scalars);

  /** How soon it runs as vector code; asking has that compiled. */
  default Readiness prepare() {
    return Readiness.NEVER;
  }
}
