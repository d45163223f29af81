package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmPool;
import java.lang.foreign.MemorySegment;

/**
 * Transforms kernels g: G g Gᵀ with the rows of G (1, 0, 0), (½, ½, ½), (½, -½, ½) and (0, 0, 1),
 * and the gradients of transformed kernels back to those of kernels: Gᵀ u G.
 */
final class WinogradWeights {
  private static final int SIDE = 3;
  private static final int TAPS = SIDE * SIDE;

  /** Kernels that a thread should transform at least. */
  private static final int GRAIN = 1 << 9;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final Magnitudes magnitudes;

  WinogradWeights(ConvRuntime runtime, ConvSizes sizes, Magnitudes magnitudes) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.magnitudes = magnitudes;
  }

  /**
   * Arrays for one thread.
   *
   * @param kernels of an output channel, one after the other
   * @param taps the same, for each of the nine those of all kernels
   * @param rows for what is half transformed
   * @param points the transformed kernels
   * @param watch sees all kernels
   */
  private record Arrays(
      float[] kernels, float[][] taps, float[][] rows, float[][] points, Magnitudes.Watch watch) {
    static Arrays of(int in, Magnitudes magnitudes) {
      return new Arrays(
          new float[in * TAPS],
          new float[TAPS][in],
          new float[4 * SIDE][in],
          new float[Winograd.POINTS][in],
          magnitudes.watch(in * TAPS));
    }

    void toTaps() {
      for (int i = 0; i < kernels.length; i += TAPS) {
        for (int t = 0; t < TAPS; t++) {
          taps[t][i / TAPS] = kernels[i + t];
        }
      }
    }

    void fromTaps() {
      for (int i = 0; i < kernels.length; i += TAPS) {
        for (int t = 0; t < TAPS; t++) {
          kernels[i + t] = taps[t][i / TAPS];
        }
      }
    }
  }

  private interface Kernels {
    /** Does one output channel. */
    void run(int channel, Arrays arrays);
  }

  private void eachChannel(Kernels body) {
    GemmPool<Arrays> idle = new GemmPool<>(() -> Arrays.of(sizes.in(), magnitudes));
    runtime
        .parallel()
        .range(
            sizes.out(),
            Math.max(1, GRAIN / sizes.in()),
            (from, end) -> {
              Arrays arrays = idle.acquire();
              for (long i = from; i < end; i++) {
                body.run((int) i, arrays);
              }
              arrays.watch.end();
              idle.release(arrays);
            });
  }

  /** Writes 16 matrices (output channels, input channels) of a group. */
  void transform(Dense weights, int group, MemorySegment to) {
    long first = weights.at() + (long) group * sizes.out() * sizes.taps();
    eachChannel(
        (channel, arrays) -> {
          long at = first + (long) channel * sizes.taps();
          FloatRows.load(weights.memory(), at, 1, arrays.kernels, 0, sizes.taps());
          arrays.watch.see(arrays.kernels, 0, sizes.taps());
          arrays.toTaps();
          transform(arrays.taps, arrays.points, arrays.rows);
          for (int p = 0; p < Winograd.POINTS; p++) {
            FloatRows.store(arrays.points[p], sizes.in(), to, row(p, channel), 1);
          }
        });
  }

  /** Reads 16 matrices (output channels, input channels) of a group, writes its gradients. */
  void transformBack(MemorySegment from, Dense gradients, int group) {
    long first = gradients.at() + (long) group * sizes.out() * sizes.taps();
    eachChannel(
        (channel, arrays) -> {
          for (int p = 0; p < Winograd.POINTS; p++) {
            FloatRows.load(from, row(p, channel), 1, arrays.points[p], 0, sizes.in());
          }
          transformBack(arrays.points, arrays.taps, arrays.rows);
          arrays.fromTaps();
          long at = first + (long) channel * sizes.taps();
          FloatRows.store(arrays.kernels, sizes.taps(), gradients.memory(), at, 1);
        });
  }

  private long row(int point, int channel) {
    return ((long) point * sizes.out() + channel) * sizes.in();
  }

  /** G g Gᵀ: first the rows of all kernels by the columns of Gᵀ, then the columns. */
  private static void transform(float[][] taps, float[][] points, float[][] rows) {
    for (int r = 0; r < SIDE; r++) {
      halves(taps[SIDE * r], taps[SIDE * r + 1], taps[SIDE * r + 2], rows[r], rows[SIDE + r]);
    }
    column(taps[0], taps[3], taps[6], points, 0);
    column(rows[0], rows[1], rows[2], points, 1);
    column(rows[3], rows[4], rows[5], points, 2);
    column(taps[2], taps[5], taps[8], points, 3);
  }

  private static void column(float[] a, float[] b, float[] c, float[][] points, int j) {
    System.arraycopy(a, 0, points[j], 0, a.length);
    halves(a, b, c, points[4 + j], points[8 + j]);
    System.arraycopy(c, 0, points[12 + j], 0, c.length);
  }

  /** The second and third rows of G times three numbers. */
  private static void halves(float[] a, float[] b, float[] c, float[] second, float[] third) {
    for (int i = 0; i < a.length; i++) {
      float half = 0.5f * (a[i] + c[i]);
      second[i] = half + 0.5f * b[i];
      third[i] = half - 0.5f * b[i];
    }
  }

  /** Gᵀ u G: first the rows of all points by the columns of G, then the columns. */
  private static void transformBack(float[][] points, float[][] taps, float[][] rows) {
    for (int k = 0; k < 4; k++) {
      first(points[4 * k], points[4 * k + 1], points[4 * k + 2], rows[k]);
      second(points[4 * k + 1], points[4 * k + 2], rows[4 + k]);
      third(points[4 * k + 1], points[4 * k + 2], points[4 * k + 3], rows[8 + k]);
    }
    for (int q = 0; q < SIDE; q++) {
      int at = 4 * q;
      first(rows[at], rows[at + 1], rows[at + 2], taps[q]);
      second(rows[at + 1], rows[at + 2], taps[SIDE + q]);
      third(rows[at + 1], rows[at + 2], rows[at + 3], taps[2 * SIDE + q]);
    }
  }

  private static void first(float[] a, float[] b, float[] c, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = a[i] + 0.5f * (b[i] + c[i]);
    }
  }

  private static void second(float[] b, float[] c, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = 0.5f * (b[i] - c[i]);
    }
  }

  private static void third(float[] b, float[] c, float[] d, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = 0.5f * (b[i] + c[i]) + d[i];
    }
  }
}
