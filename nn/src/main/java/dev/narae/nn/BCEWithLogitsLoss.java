package dev.narae.nn;

import dev.narae.BinaryLossOptions;
import dev.narae.Reduction;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The cross-entropy of the logistic function of each score with its target in [0, 1], without
 * overflow; the two shapes must be equal.
 *
 * <p>Buffers: {@code weight} and {@code pos_weight}, where there are any.
 */
public final class BCEWithLogitsLoss extends Loss {
  private final @Nullable Buffer weight;
  private final @Nullable Buffer posWeight;

  /** The mean over the elements. */
  public BCEWithLogitsLoss() {
    this(BinaryLossOptions.DEFAULT);
  }

  /** Of each element, reduced. */
  public BCEWithLogitsLoss(Reduction reduction) {
    this(BinaryLossOptions.DEFAULT.reduction(reduction));
  }

  /** With weights of elements or of positive targets. */
  public BCEWithLogitsLoss(BinaryLossOptions options) {
    super(options.reduction());
    Tensor each = options.weight();
    Tensor positive = options.posWeight();
    weight = each == null ? null : buffer("weight", each);
    posWeight = positive == null ? null : buffer("pos_weight", positive);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    BinaryLossOptions moved =
        new BinaryLossOptions(
            weight == null ? null : weight.tensor(),
            posWeight == null ? null : posWeight.tensor(),
            reduction());
    return input.binaryCrossEntropyWithLogits(target, moved);
  }
}
