package dev.narae.nn;

import dev.narae.ClassLossOptions;
import dev.narae.Reduction;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The cross-entropy of each row: {@link NLLLoss} of the log-softmax.
 *
 * <p>Input: unnormalised scores (N, classes) or (N, classes, d1, …). Target: labels of dtype I64 in
 * [0, classes), shaped as the input without the classes, or probabilities of the input's shape.
 *
 * <p>Buffer: {@code weight} (classes), if classes have weights.
 */
public final class CrossEntropyLoss extends Loss {
  private final ClassLossOptions options;
  private final @Nullable Buffer weight;

  /** The mean over the rows. */
  public CrossEntropyLoss() {
    this(Reduction.MEAN);
  }

  /** One loss a row, reduced. */
  public CrossEntropyLoss(Reduction reduction) {
    this(ClassLossOptions.DEFAULT.reduction(reduction));
  }

  /** With weights of classes, smoothed labels or another label to ignore. */
  public CrossEntropyLoss(ClassLossOptions options) {
    super(options.reduction());
    this.options = options;
    Tensor given = options.weight();
    weight = given == null ? null : buffer("weight", given);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.crossEntropy(target, weight == null ? options : options.weight(weight.tensor()));
  }
}
