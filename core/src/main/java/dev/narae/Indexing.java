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

  /**
   * The rows of this matrix, one for each index: out[…, :] = this[index[…], :].
   *
   * @param index I64 or I32, of any shape
   * @throws IndexOutOfBoundsException if an index is negative or there are fewer rows
   */
  default Tensor embedding(Tensor index) {
    if (self().rank() != 2) {
      throw new ShapeException(
          "embedding: the weight has shape %s; it must be a matrix with a row for each index"
              .formatted(self().shape()));
    }
    Tensor flat = Indices.whole("embedding", index).flatten();
    Indices.checkRange("embedding", flat, self().dim(0), 0);
    Shape shape = index.shape().insert(index.rank(), self().dim(1));
    return Indices.select(self(), 0, flat).reshape(shape);
  }

  /**
   * {@link #embedding(Tensor)} in which one row, for padding, gets no gradient.
   *
   * @param paddingIndex negative to count from the last row
   * @throws IndexOutOfBoundsException if there is no such row
   */
  default Tensor embedding(Tensor index, long paddingIndex) {
    Tensor rows = embedding(index);
    long count = self().dim(0);
    long padding = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
    if (padding < 0 || padding >= count) {
      throw new IndexOutOfBoundsException(
          "embedding: the padding index %d is out of range for the weight of shape %s; use %d to %d"
              .formatted(paddingIndex, self().shape(), -count, count - 1));
    }
    return index.eq(padding).unsqueeze(-1).where(rows.detach(), rows);
  }

  /**
   * A 1 at the place of each index, and 0 elsewhere: I64, with a new last dimension.
   *
   * @param classes the size of that dimension
   * @throws DTypeException if this is not I64 or I32
   * @throws IndexOutOfBoundsException if an index is negative or not below {@code classes}
   */
  default Tensor oneHot(long classes) {
    Tensor index = Indices.whole("oneHot", self());
    Indices.checkRange("oneHot", index, classes, -1);
    Tensor all = Tensor.arange(classes, DType.I64, self().device());
    return index.unsqueeze(-1).eq(all).to(DType.I64);
  }

  /** {@link #oneHot(long)} with as many classes as the largest index needs. */
  default Tensor oneHot() {
    if (self().size() == 0) {
      throw new ShapeException(
          "oneHot: shape %s has no index to tell the number of classes; give it"
              .formatted(self().shape()));
    }
    return oneHot(Indices.whole("oneHot", self()).amax().toLong() + 1);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
