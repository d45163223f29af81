package dev.narae.train;

import dev.narae.DType;
import dev.narae.Tensor;

/** The mean distance of predictions from their targets, of equal shapes. */
public final class MeanAbsoluteError extends Sums {

  /** An error of nothing yet. */
  public MeanAbsoluteError() {
    super("MeanAbsoluteError", 2);
  }

  @Override
  void collect(Tensor prediction, Tensor target) {
    requireEqualShapes(prediction, target);
    Tensor distance = prediction.to(DType.F64).sub(target.to(DType.F64)).abs();
    plus(0, distance.sum().item());
    plus(1, target.size());
  }

  @Override
  public double value() {
    return sum(0) / sum(1);
  }
}
