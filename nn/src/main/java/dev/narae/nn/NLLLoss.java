package dev.narae.nn;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;

/**
 * The negative log-likelihood -input[row, target[row]] of each row.
 *
 * <p>Input: log-probabilities (rows, classes), as {@link LogSoftmax} returns. Target: labels (rows)
 * of dtype I64, each in [0, classes).
 */
public final class NLLLoss extends Loss {
  /** The mean over the rows. */
  public NLLLoss() {
    this(Reduction.MEAN);
  }

  /** One loss a row, reduced. */
  public NLLLoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    return ofLabels("NLLLoss", input, target);
  }

  static Tensor ofLabels(String name, Tensor input, Tensor target) {
    check(name, input, target);
    try {
      return input.gather(1, target.unsqueeze(1)).squeeze(1).neg();
    } catch (IndexOutOfBoundsException e) {
      IndexOutOfBoundsException clear =
          new IndexOutOfBoundsException(
              "%s: a label lies outside the %d classes of input %s; correct the labels, or give the"
                      .formatted(name, input.dim(1), input.shape())
                  + " last layer more outputs");
      clear.initCause(e);
      throw clear;
    }
  }

  static void check(String name, Tensor input, Tensor target) {
    if (input.rank() != 2 || !target.shape().equals(Shape.of(input.dim(0)))) {
      throw new ShapeException(
          "%s: input %s and target %s must be (rows, classes) and (rows)"
              .formatted(name, input.shape(), target.shape()));
    }
    if (target.dtype() != DType.I64) {
      throw new DTypeException(
          "%s: the target is %s; labels must be i64: convert with to(DType.I64)"
              .formatted(name, target.dtype()));
    }
  }
}
