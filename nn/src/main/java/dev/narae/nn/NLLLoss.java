package dev.narae.nn;

import dev.narae.ClassLossOptions;
import dev.narae.Reduction;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The negative log-likelihood -input[row, target[row]] of each row.
 *
 * <p>Input: log-probabilities (N, classes) or (N, classes, d1, …), as {@link LogSoftmax} returns.
 * Target: labels of dtype I64 in [0, classes), shaped as the input without the classes.
 *
 * <p>Buffer: {@code weight} (classes), if classes have weights.
 */
public final class NLLLoss extends Loss {
  private final ClassLossOptions options;
  private final @Nullable Buffer weight;

  /** The mean over the rows. */
  public NLLLoss() {
    this(Reduction.MEAN);
  }

  /** One loss a row, reduced. */
  public NLLLoss(Reduction reduction) {
    this(ClassLossOptions.DEFAULT.reduction(reduction));
  }

  /** With weights of classes or another label to ignore. */
  public NLLLoss(ClassLossOptions options) {
    super(options.reduction());
    this.options = options;
    Tensor given = options.weight();
    weight = given == null ? null : buffer("weight", given);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return input.nllLoss(target, weight == null ? options : options.weight(weight.tensor()));
  }
}
