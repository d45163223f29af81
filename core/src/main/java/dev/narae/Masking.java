package dev.narae;

import java.util.List;

/**
 * Choosing elements by truth values. A mask is BOOL, as comparisons return, and is broadcast
 * together with the tensor.
 */
public sealed interface Masking permits Tensor {

  /**
   * A copy with one value where the mask is true.
   *
   * @throws DTypeException if the mask is not BOOL
   */
  default Tensor maskedFill(Tensor mask, double value) {
    return filled(mask, Creation.number(self().dtype(), value));
  }

  /**
   * A copy with one value where the mask is true.
   *
   * @throws DTypeException if the mask is not BOOL
   */
  default Tensor maskedFill(Tensor mask, long value) {
    return filled(mask, value);
  }

  private Tensor filled(Tensor mask, Number value) {
    Masks.require("maskedFill", mask);
    MapOp op = new MapOp(Masks.FILL, List.of(value), self().dtype());
    return Dispatch.run(op, self(), mask);
  }

  /**
   * A copy with a single number, which may be tracked, where the mask is true.
   *
   * @throws DTypeException if the mask is not BOOL
   * @throws ShapeException if the value has dimensions
   */
  default Tensor maskedFill(Tensor mask, Tensor value) {
    if (value.rank() != 0) {
      throw new ShapeException(
          "maskedFill: the value has shape %s; it must be a single number: use where"
              .formatted(value.shape()));
    }
    return Masks.require("maskedFill", mask).where(value.to(self().dtype()), self());
  }

  /**
   * The elements where the mask is true, in row-major order, as a vector.
   *
   * @throws DTypeException if the mask is not BOOL
   */
  default Tensor maskedSelect(Tensor mask) {
    Masks.require("maskedSelect", mask);
    Shape common = self().shape().broadcast("maskedSelect", mask.shape());
    Tensor positions = Masks.positions(mask.expand(common));
    return Indices.select(self().expand(common).flatten(), 0, positions);
  }

  /**
   * A copy in which the elements of {@code source}, in row-major order, take the places where the
   * mask is true.
   *
   * @param source of this dtype; at least as many elements as the mask has true ones
   * @throws DTypeException if the mask is not BOOL, or the source of another dtype
   * @throws ShapeException if the source has too few elements
   */
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    Masks.require("maskedScatter", mask);
    if (source.dtype() != self().dtype()) {
      throw new DTypeException(
          "maskedScatter: the tensor is %s and the source %s; convert one with to(dtype)"
              .formatted(self().dtype(), source.dtype()));
    }
    Shape common = self().shape().broadcast("maskedScatter", mask.shape());
    if (common.size() == 0) {
      return self().expand(common).copy();
    }
    Tensor counts = Masks.counts(mask.expand(common));
    long found = counts.select(0, -1).toLong();
    if (found > source.size()) {
      throw new ShapeException(
          "maskedScatter: the source of shape %s has %d elements, but the mask is true for %d"
              .formatted(source.shape(), source.size(), found));
    }
    if (found == 0) {
      return self().expand(common).copy();
    }
    Tensor numbers = counts.sub(1L).clamp(0L, found - 1);
    Tensor taken = Indices.select(source.flatten(), 0, numbers).reshape(common);
    return mask.where(taken, self());
  }

  /**
   * The indices of the elements that are not 0, in row-major order: I64 of shape (number, rank).
   */
  default Tensor nonzero() {
    Tensor mask = self().detach().ne(0L);
    return Masks.coordinates(Masks.positions(mask), self().shape());
  }

  /**
   * The indices of the elements that are not 0, a vector for each dimension: fit for {@code at}.
   */
  default List<Tensor> nonzeroTuple() {
    Tensor tensor = self().rank() == 0 ? self().reshape(1) : self();
    return tensor.nonzero().unbind(1);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
