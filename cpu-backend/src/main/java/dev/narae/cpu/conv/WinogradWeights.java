package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import dev.narae.cpu.GemmPool;

/**
 * Transforms kernels g: G g Gᵀ with the rows of G (1, 0, 0), -⅔ (1, ±n, ½) and ⅙ (1, ±f, 2) for the
 * near point n and the far one f, and (0, 0, 1); and the gradients of transformed kernels back to
 * those of kernels: Gᵀ u G.
 */
final class WinogradWeights {
  private static final int SIDE = 3;
  private static final int TAPS = SIDE * SIDE;

  /** What the rows of G for the near points and the far ones are multiplied by. */
  private static final float NEAR_FACTOR = -2 / 3f;

  private static final float FAR_FACTOR = 1 / 6f;

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
   * @param more for points of another part
   */
  private record Arrays(
      float[] kernels, float[][] taps, float[][] rows, float[][] points, float[] more) {
    static Arrays of(int in) {
      return new Arrays(
          new float[in * TAPS],
          new float[TAPS][in],
          new float[SIDE * WinogradLoops.SIDE][in],
          new float[WinogradLoops.POINTS][in],
          new float[in]);
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
    GemmPool<Arrays> idle = new GemmPool<>(() -> Arrays.of(sizes.in()));
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
              idle.release(arrays);
            });
  }

  /** Writes matrices (output channels, input channels) of a group. */
  void transform(Dense weights, int group, WinogradMatrices to) {
    long first = weights.at() + (long) group * sizes.out() * sizes.taps();
    eachChannel(
        (channel, arrays) -> {
          long at = first + (long) channel * sizes.taps();
          FloatRows.load(weights.memory(), at, 1, arrays.kernels, 0, sizes.taps());
          magnitudes.note(PlainWinogradLoops.INSTANCE.largest(arrays.kernels, 0, sizes.taps()));
          arrays.toTaps();
          transform(arrays.taps, arrays.points, arrays.rows);
          for (int p = 0; p < WinogradLoops.POINTS; p++) {
            FloatRows.store(arrays.points[p], sizes.in(), to.memory(), row(to, p, channel), 1);
          }
        });
  }

  /**
   * Reads matrices (output channels, input channels) of a group, writes its gradients.
   *
   * @param parts whose sums are transformed
   */
  void transformBack(WinogradMatrices[] parts, Dense gradients, int group) {
    long first = gradients.at() + (long) group * sizes.out() * sizes.taps();
    eachChannel(
        (channel, arrays) -> {
          for (int p = 0; p < WinogradLoops.POINTS; p++) {
            long row = row(parts[0], p, channel);
            FloatRows.load(parts[0].memory(), row, 1, arrays.points[p], 0, sizes.in());
            for (int i = 1; i < parts.length; i++) {
              FloatRows.load(parts[i].memory(), row, 1, arrays.more, 0, sizes.in());
              FloatRows.add(arrays.points[p], arrays.more, sizes.in());
            }
          }
          transformBack(arrays.points, arrays.taps, arrays.rows);
          arrays.fromTaps();
          long at = first + (long) channel * sizes.taps();
          FloatRows.store(arrays.kernels, sizes.taps(), gradients.memory(), at, 1);
        });
  }

  private static long row(WinogradMatrices matrices, int point, int channel) {
    return (point * matrices.step() + matrices.at(channel, 0)) / Float.BYTES;
  }

  /** G g Gᵀ: first the columns of all kernels, then the rows of what this makes. */
  private static void transform(float[][] taps, float[][] points, float[][] rows) {
    for (int c = 0; c < SIDE; c++) {
      transform(taps, c, SIDE, rows, c, SIDE);
    }
    for (int r = 0; r < WinogradLoops.SIDE; r++) {
      transform(rows, SIDE * r, 1, points, WinogradLoops.SIDE * r, 1);
    }
  }

  /** G g for the three arrays that begin with one and lie some apart. */
  private static void transform(
      float[][] from, int first, int apart, float[][] to, int at, int toApart) {
    float[] a = from[first];
    float[] b = from[first + apart];
    float[] c = from[first + 2 * apart];
    System.arraycopy(a, 0, to[at], 0, a.length);
    forPoint(a, b, c, WinogradLoops.NEAR, 0.5f, NEAR_FACTOR, to[at + toApart]);
    forPoint(a, b, c, -WinogradLoops.NEAR, 0.5f, NEAR_FACTOR, to[at + 2 * toApart]);
    forPoint(a, b, c, WinogradLoops.FAR, 2, FAR_FACTOR, to[at + 3 * toApart]);
    forPoint(a, b, c, -WinogradLoops.FAR, 2, FAR_FACTOR, to[at + 4 * toApart]);
    System.arraycopy(c, 0, to[at + 5 * toApart], 0, a.length);
  }

  private static void forPoint(
      float[] a, float[] b, float[] c, float point, float square, float factor, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = Math.fma(b[i], point, Math.fma(c[i], square, a[i])) * factor;
    }
  }

  /** Gᵀ u G: first the columns of all points, then the rows of what this makes. */
  private static void transformBack(float[][] points, float[][] taps, float[][] rows) {
    for (int c = 0; c < WinogradLoops.SIDE; c++) {
      transformBack(points, c, WinogradLoops.SIDE, rows, c, WinogradLoops.SIDE);
    }
    for (int r = 0; r < SIDE; r++) {
      transformBack(rows, WinogradLoops.SIDE * r, 1, taps, SIDE * r, 1);
    }
  }

  /** Gᵀ u for the six arrays that begin with one and lie some apart. */
  private static void transformBack(
      float[][] from, int first, int apart, float[][] to, int at, int toApart) {
    float[] a = from[first];
    float[] b = from[first + apart];
    float[] c = from[first + 2 * apart];
    float[] d = from[first + 3 * apart];
    float[] e = from[first + 4 * apart];
    float[] f = from[first + 5 * apart];
    float[] left = to[at];
    float[] middle = to[at + toApart];
    float[] right = to[at + 2 * toApart];
    for (int i = 0; i < a.length; i++) {
      float near = NEAR_FACTOR * (b[i] + c[i]);
      float far = FAR_FACTOR * (d[i] + e[i]);
      left[i] = a[i] + near + far;
      right[i] = Math.fma(near, 0.5f, Math.fma(far, 2, f[i]));
    }
    for (int i = 0; i < a.length; i++) {
      float near = NEAR_FACTOR * WinogradLoops.NEAR * (b[i] - c[i]);
      middle[i] = Math.fma(d[i] - e[i], FAR_FACTOR * WinogradLoops.FAR, near);
    }
  }
}
