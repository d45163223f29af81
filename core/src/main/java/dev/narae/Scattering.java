package dev.narae;

import dev.narae.spi.ScatterKind;

/**
 * Copies in which elements at positions given by an index tensor of dtype I64 are replaced or
 * joined with others. Where an index repeats, elements meet in row-major order: the last one
 * replaces the others. An index out of range is an {@link IndexOutOfBoundsException}. Dimensions
 * may be negative to count from the last.
 */
public sealed interface Scattering permits Tensor {

  /** How {@link Scattering#scatterReduce} joins the elements that meet. */
  enum Reduce {
    /** The sum. */
    SUM,
    /** The product. */
    PROD,
    /** The arithmetic mean; of integers rounded down. */
    MEAN,
    /** The largest; equal ones share the gradient. */
    AMAX,
    /** The smallest; equal ones share the gradient. */
    AMIN
  }

  /**
   * out[…, index[…, i, …], …] = source[…, i, …] along a dimension.
   *
   * @param index of source's shape
   */
  default Tensor scatter(int dim, Tensor index, Tensor source) {
    return scatter("scatter", ScatterKind.SET, dim, index, source);
  }

  /** out[…, index[…, i, …], …] = value along a dimension. */
  default Tensor scatter(int dim, Tensor index, double value) {
    return scatter(dim, index, Tensor.full(index.shape(), value, self().dtype(), self().device()));
  }

  private Tensor scatter(String name, ScatterKind kind, int dim, Tensor index, Tensor source) {
    int axis = self().shape().axis(name, dim);
    return Dispatch.run(new ScatterOp(name, kind, axis, false), self(), index, source);
  }

  /** out[…, index[…, i, …], …] joined with source[…, i, …] along a dimension. */
  default Tensor scatterReduce(int dim, Tensor index, Tensor source, Reduce reduce) {
    return scatterReduce(dim, index, source, reduce, true);
  }

  /**
   * out[…, index[…, i, …], …] joined with source[…, i, …] along a dimension.
   *
   * @param index of source's shape
   * @param includeSelf whether this tensor's own element is among those that are joined
   */
  default Tensor scatterReduce(
      int dim, Tensor index, Tensor source, Reduce reduce, boolean includeSelf) {
    int axis = self().shape().axis("scatterReduce", dim);
    return ScatterReduction.run(self(), axis, index, source, reduce, includeSelf);
  }

  /**
   * The parts of {@code source} added to this tensor's at the positions of a dimension that a
   * vector of indices names; source has as many parts.
   */
  default Tensor indexAdd(int dim, Tensor index, Tensor source) {
    return indexed("indexAdd", ScatterKind.SUM, dim, index, source);
  }

  /** {@link #indexAdd} of {@code alpha} times the source. */
  default Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
    return indexAdd(dim, index, source.mul(alpha));
  }

  /** The parts of {@code source} in place of this tensor's, as {@link #indexAdd}. */
  default Tensor indexCopy(int dim, Tensor index, Tensor source) {
    return indexed("indexCopy", ScatterKind.SET, dim, index, source);
  }

  /** One value in all parts at the positions of a dimension that a vector of indices names. */
  default Tensor indexFill(int dim, Tensor index, double value) {
    int axis = self().shape().axis("indexFill", dim);
    Lines.requireVector("indexFill", index);
    Tensor filling = Tensor.full(Shape.scalar(), value, self().dtype(), self().device());
    Shape parts = self().shape().with(axis, index.size());
    return indexed("indexFill", ScatterKind.SET, dim, index, filling.expand(parts));
  }

  private Tensor indexed(String name, ScatterKind kind, int dim, Tensor index, Tensor source) {
    int axis = self().shape().axis(name, dim);
    Lines.requireVector(name, index);
    Shape parts = self().shape().with(axis, index.size());
    if (!source.shape().equals(parts)) {
      throw new ShapeException(
          "%s: the source has shape %s; %d indices along dimension %d of shape %s need %s"
              .formatted(name, source.shape(), index.size(), dim, self().shape(), parts));
    }
    Indices.checkRange(name, index, self().dim(axis), axis);
    Tensor spread = Lines.column(index, self(), axis).expand(parts);
    return Dispatch.run(new ScatterOp(name, kind, axis, true), self(), spread, source);
  }

  /** The elements at positions of the flattened tensor, in the index's shape. */
  default Tensor take(Tensor index) {
    return self().flatten().gather(0, index.flatten()).reshape(index.shape());
  }

  /**
   * Elements of {@code source} at positions of the flattened tensor, which keeps its shape.
   *
   * @param index of source's shape
   */
  default Tensor put(Tensor index, Tensor source) {
    if (!source.shape().equals(index.shape())) {
      throw new ShapeException(
          "put: the source has shape %s and the index %s; they must be equal"
              .formatted(source.shape(), index.shape()));
    }
    ScatterOp set = new ScatterOp("put", ScatterKind.SET, 0, false);
    return Dispatch.run(set, self().flatten(), index.flatten(), source.flatten())
        .reshape(self().shape());
  }

  /**
   * {@link Indexing#gather} with tensor and index broadcast to each other outside the dimension, so
   * that what {@link Ordering#argsort} or {@link Reductions#argmax(int, boolean)} returns fits.
   */
  default Tensor takeAlongDim(Tensor index, int dim) {
    int axis = self().shape().axis("takeAlongDim", dim);
    if (index.rank() != self().rank()) {
      throw new ShapeException(
          "takeAlongDim: the index has shape %s and the tensor %s; they need equal ranks"
              .formatted(index.shape(), self().shape()));
    }
    Shape common =
        self().shape().with(axis, 1).broadcast("takeAlongDim", index.shape().with(axis, 1));
    Tensor wide = self().expand(common.with(axis, self().dim(axis)));
    return Dispatch.run(
        new GatherOp(axis, false), wide, index.expand(common.with(axis, index.dim(axis))));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
