package dev.narae.cpu.conv;

import dev.narae.cpu.Dense;
import java.lang.foreign.MemorySegment;

/**
 * Transforms kernels g: G g Gᵀ with the rows of G (1, 0, 0), (½, ½, ½), (½, -½, ½) and (0, 0, 1),
 * and the gradients of transformed kernels back to those of kernels: Gᵀ u G.
 */
final class WinogradWeights {
  private static final int TAPS = 9;

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

  private interface Kernels {
    /** Does one output channel with arrays for its kernels and for its transformed kernels. */
    void run(int channel, float[] kernels, float[][] points, Magnitudes.Watch watch);
  }

  private void eachChannel(Kernels body) {
    runtime
        .parallel()
        .range(
            sizes.out(),
            Math.max(1, GRAIN / sizes.in()),
            (from, end) -> {
              float[] kernels = new float[sizes.taps()];
              float[][] points = new float[Winograd.POINTS][sizes.in()];
              Magnitudes.Watch watch = magnitudes.watch(sizes.taps());
              for (long i = from; i < end; i++) {
                body.run((int) i, kernels, points, watch);
              }
              watch.end();
            });
  }

  /** Writes 16 matrices (output channels, input channels) of a group. */
  void transform(Dense weights, int group, MemorySegment to) {
    long first = weights.at() + (long) group * sizes.out() * sizes.taps();
    eachChannel(
        (channel, kernels, points, watch) -> {
          long at = first + (long) channel * sizes.taps();
          FloatRows.load(weights.memory(), at, 1, kernels, 0, sizes.taps());
          watch.see(kernels, sizes.taps());
          for (int c = 0; c < sizes.in(); c++) {
            transform(kernels, c, points);
          }
          for (int p = 0; p < Winograd.POINTS; p++) {
            FloatRows.store(points[p], sizes.in(), to, row(p, channel), 1);
          }
        });
  }

  /** Reads 16 matrices (output channels, input channels) of a group, writes its gradients. */
  void transformBack(MemorySegment from, Dense gradients, int group) {
    long first = gradients.at() + (long) group * sizes.out() * sizes.taps();
    eachChannel(
        (channel, kernels, points, watch) -> {
          for (int p = 0; p < Winograd.POINTS; p++) {
            FloatRows.load(from, row(p, channel), 1, points[p], 0, sizes.in());
          }
          for (int c = 0; c < sizes.in(); c++) {
            transformBack(points, c, kernels);
          }
          long at = first + (long) channel * sizes.taps();
          FloatRows.store(kernels, sizes.taps(), gradients.memory(), at, 1);
        });
  }

  private long row(int point, int channel) {
    return ((long) point * sizes.out() + channel) * sizes.in();
  }

  private static void transform(float[] kernels, int c, float[][] points) {
    int at = c * TAPS;
    for (int j = 0; j < 4; j++) {
      float upper = column(kernels, at, j);
      float middle = column(kernels, at + 3, j);
      float lower = column(kernels, at + 6, j);
      float half = 0.5f * (upper + lower);
      points[j][c] = upper;
      points[4 + j][c] = half + 0.5f * middle;
      points[8 + j][c] = half - 0.5f * middle;
      points[12 + j][c] = lower;
    }
  }

  /** A row of a kernel times a column of Gᵀ. */
  private static float column(float[] kernels, int at, int j) {
    float half = 0.5f * (kernels[at] + kernels[at + 2]);
    return switch (j) {
      case 0 -> kernels[at];
      case 1 -> half + 0.5f * kernels[at + 1];
      case 2 -> half - 0.5f * kernels[at + 1];
      default -> kernels[at + 2];
    };
  }

  private static void transformBack(float[][] points, int c, float[] kernels) {
    for (int q = 0; q < 3; q++) {
      float first = row(points, 0, c, q);
      float second = row(points, 4, c, q);
      float third = row(points, 8, c, q);
      float fourth = row(points, 12, c, q);
      int at = c * TAPS + q;
      kernels[at] = first + 0.5f * (second + third);
      kernels[at + 3] = 0.5f * (second - third);
      kernels[at + 6] = 0.5f * (second + third) + fourth;
    }
  }

  /** A row of the transformed gradients times a column of G. */
  private static float row(float[][] points, int from, int c, int q) {
    float second = points[from + 1][c];
    float third = points[from + 2][c];
    return switch (q) {
      case 0 -> points[from][c] + 0.5f * (second + third);
      case 1 -> 0.5f * (second - third);
      default -> 0.5f * (second + third) + points[from + 3][c];
    };
  }
}
