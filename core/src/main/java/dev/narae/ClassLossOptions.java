package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * How a loss of classes weighs its elements.
 *
 * @param weight (classes), a factor for each class; null for 1
 * @param ignoreIndex the label that counts for nothing
 * @param labelSmoothing the share of each target that is spread evenly over all classes, in [0, 1]
 *     (Szegedy et al. 2015)
 * @param reduction what becomes of the losses; {@link Reduction#MEAN} divides by the weights that
 *     took part
 */
public record ClassLossOptions(
    @Nullable Tensor weight, long ignoreIndex, double labelSmoothing, Reduction reduction) {
  /** The unweighted mean; label -100 is ignored. */
  public static final ClassLossOptions DEFAULT =
      new ClassLossOptions(null, -100, 0, Reduction.MEAN);

  /** Checks the share. */
  public ClassLossOptions {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new IllegalArgumentException(
          "label smoothing is %s; it must lie in [0, 1]".formatted(labelSmoothing));
    }
  }

  /** The same with a factor for each class. */
  public ClassLossOptions weight(Tensor factors) {
    return new ClassLossOptions(factors, ignoreIndex, labelSmoothing, reduction);
  }

  /** The same with another label that counts for nothing. */
  public ClassLossOptions ignoreIndex(long label) {
    return new ClassLossOptions(weight, label, labelSmoothing, reduction);
  }

  /** The same with a share of each target spread over all classes. */
  public ClassLossOptions labelSmoothing(double share) {
    return new ClassLossOptions(weight, ignoreIndex, share, reduction);
  }

  /** The same with another reduction. */
  public ClassLossOptions reduction(Reduction other) {
    return new ClassLossOptions(weight, ignoreIndex, labelSmoothing, other);
  }
}
