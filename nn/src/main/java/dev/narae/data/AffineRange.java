package dev.narae.data;

import dev.narae.Tensor;

/**
 * How far images may be turned, shifted, scaled and sheared at random.
 *
 * @param degrees turned by up to so many degrees either way
 * @param shiftX shifted sideways by up to this share of the width either way
 * @param shiftY shifted up and down by up to this share of the height either way
 * @param smallest the smallest factor of the size
 * @param largest the largest factor of the size
 * @param shear sheared sideways by up to so many degrees either way
 */
public record AffineRange(
    double degrees, double shiftX, double shiftY, double smallest, double largest, double shear) {

  /** Nothing is changed. */
  public static final AffineRange NONE = new AffineRange(0, 0, 0, 1, 1, 0);

  /** Checks the numbers. */
  public AffineRange {
    boolean valid =
        degrees >= 0
            && shiftX >= 0
            && shiftX <= 1
            && shiftY >= 0
            && shiftY <= 1
            && smallest > 0
            && largest >= smallest
            && shear >= 0
            && shear < 90
            && Double.isFinite(degrees + largest);
    if (!valid) {
      throw new IllegalArgumentException(
          ("randomAffine: degrees %s, shifts %s and %s, sizes %s to %s, shear %s; degrees must be 0"
               + " or more, shifts lie in [0, 1], sizes be positive and in order, shear lie in [0,"
               + " 90)")
              .formatted(degrees, shiftX, shiftY, smallest, largest, shear));
    }
  }

  /** Turning alone. */
  public static AffineRange rotation(double degrees) {
    return new AffineRange(degrees, 0, 0, 1, 1, 0);
  }

  /** The same with shifts. */
  public AffineRange shifting(double shareX, double shareY) {
    return new AffineRange(degrees, shareX, shareY, smallest, largest, shear);
  }

  /** The same with factors of the size. */
  public AffineRange scaling(double least, double most) {
    return new AffineRange(degrees, shiftX, shiftY, least, most, shear);
  }

  /** The same with shearing. */
  public AffineRange shearing(double angle) {
    return new AffineRange(degrees, shiftX, shiftY, smallest, largest, angle);
  }

  /** For each image, the six numbers that lead from a new place to the old one: {@link Warp}. */
  double[][] draw(Tensor images, Draw draw) {
    double[][] maps = new double[Math.toIntExact(images.dim(0))][];
    for (int i = 0; i < maps.length; i++) {
      double angle = Math.toRadians(draw.uniform(-degrees, degrees));
      double x = Math.rint(draw.uniform(-shiftX, shiftX) * images.dim(3));
      double y = Math.rint(draw.uniform(-shiftY, shiftY) * images.dim(2));
      double size = draw.uniform(smallest, largest);
      double slant = Math.tan(Math.toRadians(draw.uniform(-shear, shear)));
      maps[i] = inverse(angle, x, y, size, slant);
    }
    return maps;
  }

  /** The inverse of: shear, turn and scale about the middle, then shift. */
  private static double[] inverse(double angle, double x, double y, double size, double slant) {
    double cos = Math.cos(angle) / size;
    double sin = Math.sin(angle) / size;
    double a = cos + slant * sin;
    double b = sin - slant * cos;
    return new double[] {a, b, -a * x - b * y, -sin, cos, sin * x - cos * y};
  }
}
