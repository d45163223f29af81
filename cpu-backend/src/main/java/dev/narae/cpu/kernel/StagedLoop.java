package dev.narae.cpu.kernel;

import dev.narae.spi.Readiness;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * The programs of one large kernel, run in turn on blocks so small that what they hand on stays in
 * the cache.
 */
final class StagedLoop implements ElementLoop {
  private static final int BLOCK = 1024;

  private final List<ElementLoop> stages;
  private final List<Operand> operands;
  private final int given;
  private final LocalMemory temporaries = new LocalMemory();

  /**
   * A loop over several programs.
   *
   * @param operands of all programs: those given by the caller and the temporary ones
   * @param given how many the caller gives
   */
  StagedLoop(List<ElementLoop> stages, List<Operand> operands, int given) {
    this.stages = List.copyOf(stages);
    this.operands = operands;
    this.given = given;
  }

  @Override
  public void run(
      MemorySegment[] segments,
      long[] starts,
      long[] columnSteps,
      long[] rowSteps,
      int columns,
      int rows,
      long[] scalars) {
    MemorySegment[] all = Arrays.copyOf(segments, operands.size());
    long[] steps = extend(columnSteps);
    MemorySegment memory = temporaries.take((long) (operands.size() - given) * BLOCK * Long.BYTES);
    for (int i = given; i < all.length; i++) {
      all[i] = memory.asSlice((long) (i - given) * BLOCK * Long.BYTES, (long) BLOCK * Long.BYTES);
      steps[i] = operands.get(i).dtype().bytes();
    }
    long[] noRows = new long[all.length + 1];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column += BLOCK) {
        long[] at = extend(starts);
        advance(at, rowSteps, row);
        advance(at, columnSteps, column);
        for (ElementLoop stage : stages) {
          stage.run(all, at, steps, noRows, Math.min(BLOCK, columns - column), 1, scalars);
        }
      }
    }
  }

  /** As soon as the last of its programs. */
  @Override
  public Readiness prepare() {
    Readiness latest = Readiness.READY;
    for (ElementLoop stage : stages) {
      Readiness own = stage.prepare();
      latest = own.compareTo(latest) > 0 ? own : latest;
    }
    return latest;
  }

  /** The caller's entries, with room for the temporary operands before the last. */
  private long[] extend(long[] entries) {
    long[] extended = Arrays.copyOf(entries, operands.size() + 1);
    extended[given] = 0;
    extended[operands.size()] = entries[given];
    return extended;
  }

  private void advance(long[] at, long[] steps, long count) {
    for (int i = 0; i < given; i++) {
      at[i] += count * steps[i];
    }
    at[operands.size()] += count * steps[given];
  }
}
