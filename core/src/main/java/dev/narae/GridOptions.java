package dev.narae;

/**
 * How {@link Resampling#gridSample} reads between and beyond the places of an image.
 *
 * @param mode how numbers between places are found
 * @param padding what is read beyond the border
 * @param alignCorners whether -1 and 1 are the centres of the outermost places, rather than their
 *     outer borders
 */
public record GridOptions(Mode mode, Border padding, boolean alignCorners) {
  /** Linear, zeros beyond the border, -1 and 1 at the outer borders. */
  public static final GridOptions DEFAULT = new GridOptions(Mode.LINEAR, Border.ZEROS, false);

  /** How numbers between places are found. */
  public enum Mode {
    /** On straight lines between the nearest places of each dimension. */
    LINEAR,
    /** At the nearest place, the even one of two. */
    NEAREST,
    /** On cubic curves through four places of each dimension; for images of two dimensions. */
    CUBIC
  }

  /** What is read beyond the border. */
  public enum Border {
    /** Zeros. */
    ZEROS,
    /** The outermost place. */
    BORDER,
    /** The image as in a mirror. */
    REFLECTION
  }

  /** The same with another mode. */
  public GridOptions withMode(Mode other) {
    return new GridOptions(other, padding, alignCorners);
  }

  /** The same with other numbers beyond the border. */
  public GridOptions withPadding(Border other) {
    return new GridOptions(mode, other, alignCorners);
  }

  /** The same with -1 and 1 at the centres of the outermost places, or at their borders. */
  public GridOptions withAlignCorners(boolean aligned) {
    return new GridOptions(mode, padding, aligned);
  }
}
