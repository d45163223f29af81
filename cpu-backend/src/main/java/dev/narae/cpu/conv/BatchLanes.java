package dev.narae.cpu.conv;

import org.jspecify.annotations.Nullable;

/**
 * Which image of a batch each lane holds in each round: the parts that the batch is cut into lie
 * side by side, in one or more vectors.
 *
 * @param sizes of the convolution
 * @param lanes of a vector; divides the number of parts
 */
record BatchLanes(ConvSizes sizes, int lanes) {
  /** What laying an element out, or bringing it back, costs, in products. */
  static final int LAYING_OUT = 12;

  private int parts() {
    return ConvWeightGrad.parts(sizes);
  }

  /** Vectors that hold an image of each part. */
  int groups() {
    return parts() / lanes;
  }

  /** Vectors whose parts are joined before others, as {@link Sums#joinRows} does. */
  int together() {
    return Math.min(groups(), Sums.TOGETHER / lanes);
  }

  /** Images of the largest part. */
  int rounds() {
    return Math.ceilDiv(sizes.images(), parts());
  }

  /** The images of all lanes, or null once some part has no more. */
  int @Nullable [] images(int round, int group) {
    int[] images = new int[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      images[lane] = image(round, group, lane);
      if (images[lane] < 0) {
        return null;
      }
    }
    return images;
  }

  /** The image of a lane, or -1 once its part has no more. */
  int image(int round, int group, int lane) {
    int part = group * lanes + lane;
    int image = ConvWeightGrad.firstImage(sizes, part) + round;
    return image < ConvWeightGrad.firstImage(sizes, part + 1) ? image : -1;
  }
}
