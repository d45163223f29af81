package dev.narae.nn;

import dev.narae.ShapeException;
import dev.narae.Tensor;

/** The squared error (input - target)² of each element; the two shapes must be equal. */
public final class MSELoss extends Loss {
  /** The mean squared error. */
  public MSELoss() {
    this(Reduction.MEAN);
  }

  /** The squared error, reduced. */
  public MSELoss(Reduction reduction) {
    super(reduction);
  }

  @Override
  protected Tensor forward(Tensor input, Tensor target) {
    if (!input.shape().equals(target.shape())) {
      throw new ShapeException(
          "MSELoss: input %s and target %s must have equal shapes; reshape one of them"
              .formatted(input.shape(), target.shape()));
    }
    return Tensor.map((x, y) -> x.sub(y).square(), input, target);
  }
}
