package dev.narae;

/**
 * How a connectionist temporal classification is measured.
 *
 * @param blank the class that stands for no label, such as 0
 * @param zeroInfinity whether a target that does not fit into its input, whose loss is infinite,
 *     counts as 0
 * @param reduction what becomes of the losses of the samples; {@link Reduction#MEAN} divides each
 *     by the length of its target first
 */
public record CtcOptions(long blank, boolean zeroInfinity, Reduction reduction) {
  /** The mean, with blank 0 and infinite losses as they are. */
  public static final CtcOptions DEFAULT = new CtcOptions(0, false, Reduction.MEAN);

  /** The same with another blank. */
  public CtcOptions blank(long label) {
    return new CtcOptions(label, zeroInfinity, reduction);
  }

  /** The same where infinite losses count as 0. */
  public CtcOptions withZeroInfinity() {
    return new CtcOptions(blank, true, reduction);
  }

  /** The same with another reduction. */
  public CtcOptions reduction(Reduction other) {
    return new CtcOptions(blank, zeroInfinity, other);
  }
}
