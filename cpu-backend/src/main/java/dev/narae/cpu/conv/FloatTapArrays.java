package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Taps of F32. */
final class FloatTapArrays extends TapArrays {
  private final float[] planes;
  private final float[] weights;
  private final float[] outputs;
  private final float[] sums;
  private final double[] totals;
  private final FloatTaps loops;

  FloatTapArrays(TapPlan plan, @Nullable FloatTaps loops) {
    super(plan);
    this.loops = loops == null ? new PlainFloatTaps() : loops;
    planes = new float[plan.size()];
    outputs = new float[room(plan)];
    weights = new float[plan.count()];
    // Added products of a missing tap must change nothing, not even the sign of a zero.
    Arrays.fill(weights, -0f);
    sums = new float[plan.count() * TapLoops.LANES];
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
    FloatRows.load(from, at, step, planes, to, count);
  }

  @Override
  void loadOutputs(MemorySegment from, long at, long step, int to, int count) {
    FloatRows.load(from, at, step, outputs, to, count);
  }

  @Override
  void storeOutputs(int from, MemorySegment to, long at, long step, int count) {
    FloatRows.store(outputs, from, count, to, at, step);
  }

  @Override
  void loadWeights(MemorySegment from, long at) {
    int[] elements = plan().elements();
    for (int t = 0; t < elements.length; t++) {
      weights[t] = from.get(JAVA_FLOAT_UNALIGNED, (at + elements[t]) * Float.BYTES);
    }
  }

  @Override
  void start(@Nullable MemorySegment bias, long at) {
    Arrays.fill(outputs, bias == null ? 0 : bias.get(JAVA_FLOAT_UNALIGNED, at * Float.BYTES));
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
  private static float join(float[] sums, int at) {
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
      to.set(JAVA_FLOAT_UNALIGNED, (at + elements[t]) * Float.BYTES, (float) totals[t]);
    }
    Arrays.fill(totals, 0);
  }
}
