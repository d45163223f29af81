package dev.narae;

import java.util.Arrays;
import java.util.List;

/**
 * How {@link Resampling#interpolate} changes the spatial extents.
 *
 * @param size the new extents; empty if {@code scale} says them
 * @param scale the factors of the extents, one for all or one for each; empty if {@code size} says
 *     the extents
 * @param mode how numbers between two places are found
 * @param alignCorners whether the first and last places stay where they are, rather than the
 *     borders around them
 */
public record InterpolateOptions(
    List<Long> size, List<Double> scale, Mode mode, boolean alignCorners) {

  /** How numbers between two places are found. */
  public enum Mode {
    /**
     * The place that the new one's start falls on, as PyTorch's {@code nearest}: rounded to single
     * precision, which decides at the border of two places.
     */
    NEAREST,
    /** The place that the new one's centre falls on, likewise: {@code nearest-exact}. */
    NEAREST_EXACT,
    /** On a straight line between two places, in each dimension: linear, bilinear, trilinear. */
    LINEAR,
    /**
     * On a cubic curve through four places, in each dimension (Keys: Cubic Convolution
     * Interpolation for Digital Image Processing, 1981, with a = -0.75).
     */
    CUBIC,
    /** The mean of the places that a new one covers, as adaptive pooling finds it. */
    AREA
  }

  /** Keeps copies of the lists. */
  public InterpolateOptions {
    size = List.copyOf(size);
    scale = List.copyOf(scale);
  }

  /** The nearest place, for new extents. */
  public static InterpolateOptions size(long... extents) {
    return new InterpolateOptions(
        Arrays.stream(extents).boxed().toList(), List.of(), Mode.NEAREST, false);
  }

  /** The nearest place, for extents times factors: one number, or one for each dimension. */
  public static InterpolateOptions scale(double... factors) {
    return new InterpolateOptions(
        List.of(), Arrays.stream(factors).boxed().toList(), Mode.NEAREST, false);
  }

  /** The same with another mode. */
  public InterpolateOptions mode(Mode other) {
    return new InterpolateOptions(size, scale, other, alignCorners);
  }

  /** The same with the first and last places kept where they are. */
  public InterpolateOptions aligningCorners() {
    return new InterpolateOptions(size, scale, mode, true);
  }
}
