package dev.narae.cpu.conv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.narae.DType;
import java.lang.foreign.MemorySegment;

/**
 * Which image of a batch each lane holds in each round: the parts that the batch is cut into lie
 * side by side, in one or more vectors.
 *
 * @param sizes of the convolution
 * @param lanes of a vector; divides the number of parts
 */
record BatchLanes(ConvSizes sizes, int lanes) {

  private int parts() {
    return ConvWeightGrad.parts(sizes);
  }

  /** Vectors that hold an image of each part. */
  int groups() {
    return parts() / lanes;
  }

  /** Images of the largest part. */
  int rounds() {
    return Math.ceilDiv(sizes.images(), parts());
  }

  /** The image of a lane, or -1 once its part has no more. */
  int image(int round, int group, int lane) {
    int part = group * lanes + lane;
    int image = ConvWeightGrad.firstImage(sizes, part) + round;
    return image < ConvWeightGrad.firstImage(sizes, part + 1) ? image : -1;
  }

  /**
   * Adds up the lanes of {@code count} sums as {@link Sums#joinRows} adds up parts.
   *
   * @param step elements from a sum's vector to that of the next
   * @param vectors elements from a vector to the one that holds the next parts
   */
  void join(
      DType dtype,
      MemorySegment sums,
      long at,
      int step,
      long vectors,
      MemorySegment to,
      long toAt,
      int count) {
    if (dtype == DType.F32) {
      MemorySegment.copy(
          joinFloats(sums, at, step, vectors, count),
          0,
          to,
          JAVA_FLOAT_UNALIGNED,
          toAt * Float.BYTES,
          count);
    } else {
      MemorySegment.copy(
          joinDoubles(sums, at, step, vectors, count),
          0,
          to,
          JAVA_DOUBLE_UNALIGNED,
          toAt * Double.BYTES,
          count);
    }
  }

  /** In arrays, whose elements are faster to reach one by one. */
  private float[] joinFloats(MemorySegment sums, long at, int step, long vectors, int count) {
    float[][] parts = new float[groups()][(count - 1) * step + lanes];
    for (int g = 0; g < parts.length; g++) {
      long from = (at + g * vectors) * Float.BYTES;
      MemorySegment.copy(sums, JAVA_FLOAT_UNALIGNED, from, parts[g], 0, parts[g].length);
    }
    for (int half = parts.length / 2; half > 0; half /= 2) {
      for (int g = 0; g < half; g++) {
        Sums.addTo(parts[g], parts[g + half]);
      }
    }
    float[] lane = parts[0];
    int from = step;
    for (int half = lanes / 2; half > 0; from = half, half /= 2) {
      for (int i = 0; i < count; i++) {
        for (int l = 0; l < half; l++) {
          lane[i * half + l] = lane[i * from + l] + lane[i * from + half + l];
        }
      }
    }
    return lane;
  }

  private double[] joinDoubles(MemorySegment sums, long at, int step, long vectors, int count) {
    double[][] parts = new double[groups()][(count - 1) * step + lanes];
    for (int g = 0; g < parts.length; g++) {
      long from = (at + g * vectors) * Double.BYTES;
      MemorySegment.copy(sums, JAVA_DOUBLE_UNALIGNED, from, parts[g], 0, parts[g].length);
    }
    for (int half = parts.length / 2; half > 0; half /= 2) {
      for (int g = 0; g < half; g++) {
        Sums.addTo(parts[g], parts[g + half]);
      }
    }
    double[] lane = parts[0];
    int from = step;
    for (int half = lanes / 2; half > 0; from = half, half /= 2) {
      for (int i = 0; i < count; i++) {
        for (int l = 0; l < half; l++) {
          lane[i * half + l] = lane[i * from + l] + lane[i * from + half + l];
        }
      }
    }
    return lane;
  }
}
