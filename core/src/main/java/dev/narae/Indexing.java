package dev.narae;

import dev.narae.spi.ScatterKind;

/** Reading and adding at positions given by an index tensor of dtype I64. */
public sealed interface Indexing permits Tensor {

  /**
   * out[…, i, …] = this[…, index[…, i, …], …] along a dimension.
   *
   * @param index of this tensor's rank, and in the other dimensions no larger
   * @throws IndexOutOfBoundsException if an index lies outside the dimension
   */
  default Tensor gather(int dim, Tensor index) {
    return Dispatch.run(new GatherOp(self().shape().axis("gather", dim), false), self(), index);
  }

  /**
   * A copy with out[…, index[…, i, …], …] += source[…, i, …] along a dimension; repeated indices
   * add up in a fixed order.
   *
   * @param index of source's shape
   * @throws IndexOutOfBoundsException if an index lies outside the dimension
   */
  default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
    int axis = self().shape().axis("scatterAdd", dim);
    ScatterOp sum = new ScatterOp("scatterAdd", ScatterKind.SUM, axis, false);
    return Dispatch.run(sum, self(), index, source);
  }

  /**
   * The parts at some positions of a dimension, in the order of {@code index}, a vector.
   *
   * @throws IndexOutOfBoundsException if an index lies outside the dimension
   */
  default Tensor indexSelect(int dim, Tensor index) {
    int axis = self().shape().axis("indexSelect", dim);
    if (index.rank() != 1) {
      throw new ShapeException(
          "indexSelect: the index has shape %s; it must be a vector".formatted(index.shape()));
    }
    Indices.checkRange("indexSelect", index, self().dim(axis), axis);
    return Indices.select(self(), axis, index);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
