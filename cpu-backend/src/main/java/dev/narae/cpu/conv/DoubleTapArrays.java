package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Taps of F64. */
final class DoubleTapArrays extends TapArrays {
  private final double[] planes;
  private final double[] weights;
  private final double[] outputs;
  private final double[] sums;
  private final double[] totals;
  private final DoubleTaps loops;

  DoubleTapArrays(TapPlan plan, @Nullable DoubleTaps loops) {
    super(plan);
    this.loops = loops == null ? new PlainDoubleTaps() : loops;
    planes = new double[plan.size()];
    outputs = new double[room(plan)];
    weights = new double[plan.count()];
    // Added products of a missing tap must change nothing, not even the sign of a zero.
    Arrays.fill(weights, -0d);
    sums = new double[plan.count() * TapLoops.LANES];
    totals = new double[plan.count()];
  }

  @Override
  void zeros(int at, int count) {
    Arrays.fill(planes, at, at + count, 0);
  }

  @Override
  void zeroColumns(int at, int rows, int pitch, int columns) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        planes[at + r * pitch + c] = 0;
      }
    }
  }

  @Override
  void loadRow(MemorySegment from, long at, long step, int to, int count) {
    DoubleRows.load(from, at, step, planes, to, count);
  }

  @Override
  void loadOutputs(MemorySegment from, long at, long step, int to, int count) {
    DoubleRows.load(from, at, step, outputs, to, count);
  }

  @Override
  void storeOutputs(int from, MemorySegment to, long at, long step, int count) {
    DoubleRows.store(outputs, from, count, to, at, step);
  }

  @Override
  void loadWeights(MemorySegment from, long at) {
    int[] elements = plan().elements();
    for (int t = 0; t < elements.length; t++) {
      weights[t] = from.get(JAVA_DOUBLE_UNALIGNED, (at + elements[t]) * Double.BYTES);
    }
  }

  @Override
  void start(@Nullable MemorySegment bias, long at) {
    Arrays.fill(outputs, bias == null ? 0 : bias.get(JAVA_DOUBLE_UNALIGNED, at * Double.BYTES));
  }

  @Override
  void addWindows(int count) {
    int[] at = plan().at();
    for (int t = 0; t < at.length; t += TapLoops.AT_A_TIME) {
      loops.addWindows(planes, at, weights, t, outputs, count);
    }
  }

  @Override
  void addProducts(int count) {
    int[] at = plan().at();
    int whole = count / TapLoops.LANES * TapLoops.LANES;
    for (int t = 0; t < at.length; t += TapLoops.AT_A_TIME) {
      loops.addProducts(outputs, whole, planes, at, t, sums);
    }
    for (int t = 0; t < plan().elements().length; t++) {
      for (int i = whole; i < count; i++) {
        int lane = t * TapLoops.LANES + i - whole;
        sums[lane] = Math.fma(outputs[i], planes[at[t] + i], sums[lane]);
      }
    }
  }

  @Override
  void settle() {
    for (int t = 0; t < totals.length; t++) {
      totals[t] += join(sums, t * TapLoops.LANES);
    }
    Arrays.fill(sums, 0);
  }

  /** Adds the second half of the lanes to the first until one is left. */
  private static double join(double[] sums, int at) {
    for (int half = TapLoops.LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        sums[at + l] += sums[at + half + l];
      }
    }
    return sums[at];
  }

  @Override
  void storeSums(MemorySegment to, long at) {
    int[] elements = plan().elements();
    for (int t = 0; t < elements.length; t++) {
      to.set(JAVA_DOUBLE_UNALIGNED, (at + elements[t]) * Double.BYTES, totals[t]);
    }
    Arrays.fill(totals, 0);
  }
}
