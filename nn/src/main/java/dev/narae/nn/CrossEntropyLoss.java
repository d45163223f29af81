package dev.narae.nn;

import dev.narae.Tensor;

/**
 * The cross-entropy of each row: {@link NLLLoss} of the log-softmax.
 *
 * <p>Input: unnormalised scores (rows, classes). Target: labels (rows) of dtype I64, each in [0,
 * classes).
 */
public final class CrossEntropyLoss extends Loss {
  /** The mean over the rows. */
  public CrossEntropyLoss() {
    this(Reduction.MEAN);
  }

  /** One loss a row, reduced. */
  public CrossEntropyLoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    NLLLoss.check("CrossEntropyLoss", input, target);
    return NLLLoss.ofLabels("CrossEntropyLoss", input.logSoftmax(1), target);
  }
}
