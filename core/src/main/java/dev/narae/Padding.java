package dev.narae;

import dev.narae.SubviewOp.Cut;
import dev.narae.SubviewOp.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements added around the last dimensions. Amounts are pairs (before, after) from the last
 * dimension backwards, as in PyTorch; negative ones cut positions off.
 */
public sealed interface Padding permits Tensor {

  /**
   * Zeros added around the last dimensions.
   *
   * @throws ShapeException if the amounts do not fit the shape
   */
  default Tensor pad(long... amounts) {
    return pad(amounts, 0);
  }

  /**
   * One value added around the last dimensions.
   *
   * @throws ShapeException if the amounts do not fit the shape
   */
  default Tensor pad(long[] amounts, double value) {
    Shape shape = self().shape();
    Sizes.checkPadding(shape, amounts);
    List<Part> kept = new ArrayList<>();
    List<Part> places = new ArrayList<>();
    Shape target = shape;
    for (int i = 0; i < shape.rank(); i++) {
      int pair = 2 * (shape.rank() - 1 - i);
      long before = pair < amounts.length ? amounts[pair] : 0;
      long after = pair < amounts.length ? amounts[pair + 1] : 0;
      long length = shape.dim(i) + Math.min(before, 0) + Math.min(after, 0);
      kept.add(new Cut(Math.max(-before, 0), length, 1));
      places.add(new Cut(Math.max(before, 0), length, 1));
      target = target.with(i, shape.dim(i) + before + after);
    }
    SubviewOp inside = new SubviewOp(kept);
    Tensor part = kept.equals(Sizes.whole(shape)) ? self() : Dispatch.run(inside, self());
    Number filling = Creation.number(self().dtype(), value);
    return Dispatch.run(new PlaceOp(new SubviewOp(places), target, filling), part);
  }

  /**
   * The tensor's own elements added around the last dimensions.
   *
   * @throws ShapeException if the amounts do not fit the shape, or the mode cannot reach so far
   */
  default Tensor pad(long[] amounts, PadMode mode) {
    if (mode == PadMode.CONSTANT) {
      return pad(amounts);
    }
    Shape shape = self().shape();
    Sizes.checkPadding(shape, amounts);
    Tensor result = self();
    for (int i = 0; i < amounts.length; i += 2) {
      int axis = shape.rank() - 1 - i / 2;
      mode.check(shape, axis, amounts[i], amounts[i + 1]);
      long extent = shape.dim(axis);
      long length = extent + amounts[i] + amounts[i + 1];
      Tensor positions = Tensor.arange(length, DType.I64, self().device()).sub(amounts[i]);
      result = Indices.select(result, axis, mode.source(positions, extent));
    }
    return result == self() ? self().copy() : result;
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
