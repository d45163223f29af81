package dev.narae.data;

/**
 * How far the colours of images may change at random.
 *
 * @param brightness the factor lies in [max(0, 1 - brightness), 1 + brightness]
 * @param contrast likewise, for the distance from the image's mean grey
 * @param saturation likewise, for the distance from each pixel's grey
 * @param hue the colours turn about the grey axis by up to this share of a full turn either way, at
 *     most 0.5
 */
public record ColorRange(double brightness, double contrast, double saturation, double hue) {

  /** Checks the numbers. */
  public ColorRange {
    if (!(brightness >= 0 && contrast >= 0 && saturation >= 0 && hue >= 0 && hue <= 0.5)
        || !Double.isFinite(brightness + contrast + saturation)) {
      throw new IllegalArgumentException(
          ("colorJitter: brightness %s, contrast %s, saturation %s, hue %s; the first three must be"
                  + " 0 or more, hue must lie in [0, 0.5]")
              .formatted(brightness, contrast, saturation, hue));
    }
  }
}
