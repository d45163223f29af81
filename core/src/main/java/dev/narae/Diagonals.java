package dev.narae;

/**
 * Diagonals and triangles of matrices. An offset counts diagonals above the main one, and below it
 * if it is negative.
 */
public sealed interface Diagonals permits Tensor {

  /** The main diagonal of the first two dimensions as the last dimension. A view. */
  default Tensor diagonal() {
    return diagonal(0);
  }

  /** A diagonal of the first two dimensions as the last dimension. A view. */
  default Tensor diagonal(long offset) {
    return diagonal(offset, 0, 1);
  }

  /**
   * A diagonal of two dimensions as the last dimension; empty if the offset lies outside. A view.
   *
   * @throws ShapeException if a dimension does not exist, or both are the same
   */
  default Tensor diagonal(long offset, int dim1, int dim2) {
    return Dispatch.run(Triangles.diagonal("diagonal", self().shape(), offset, dim1, dim2), self());
  }

  /** The matrix with a vector as its main diagonal, or a copy of a matrix's main diagonal. */
  default Tensor diag() {
    return diag(0);
  }

  /**
   * The matrix with a vector as a diagonal, or a copy of a matrix's diagonal.
   *
   * @throws ShapeException if this is neither a vector nor a matrix
   */
  default Tensor diag(long offset) {
    return switch (self().rank()) {
      case 1 -> diagEmbed(offset);
      case 2 -> diagonal(offset).copy();
      default ->
          throw new ShapeException(
              "diag: shape %s is neither a vector nor a matrix; use diagonal or diagEmbed"
                  .formatted(self().shape()));
    };
  }

  /** Matrices of zeros with the last dimension as their main diagonals. */
  default Tensor diagEmbed() {
    return diagEmbed(0);
  }

  /** Matrices of zeros with the last dimension as their diagonals. */
  default Tensor diagEmbed(long offset) {
    return diagEmbed(offset, -2, -1);
  }

  /**
   * Matrices of zeros with the last dimension as their diagonals.
   *
   * @param dim1 where the rows are in the result
   * @param dim2 where the columns are in the result
   * @throws ShapeException if a dimension does not exist, or both are the same
   */
  default Tensor diagEmbed(long offset, int dim1, int dim2) {
    Tensor vectors = self().rank() == 0 ? self().unsqueeze(0) : self();
    int last = vectors.rank() - 1;
    long extent = Math.addExact(vectors.dim(last), Math.absExact(offset));
    Shape batch = vectors.shape().without(last);
    Shape ranks = batch.insert(0, 1).insert(0, 1);
    DiagonalOp op = Triangles.diagonal("diagEmbed", ranks, offset, dim1, dim2);
    Shape shape =
        batch
            .insert(Math.min(op.rows(), op.columns()), extent)
            .insert(Math.max(op.rows(), op.columns()), extent);
    return PlaceOp.back(op, shape, vectors);
  }

  /** The lower triangles with the main diagonal; zeros above. */
  default Tensor tril() {
    return tril(0);
  }

  /**
   * The lower triangles of the last two dimensions, up to a diagonal; zeros above.
   *
   * @throws ShapeException if there are fewer than two dimensions
   */
  default Tensor tril(long offset) {
    return Triangles.of("tril", self(), offset, true);
  }

  /** The upper triangles with the main diagonal; zeros below. */
  default Tensor triu() {
    return triu(0);
  }

  /**
   * The upper triangles of the last two dimensions, from a diagonal on; zeros below.
   *
   * @throws ShapeException if there are fewer than two dimensions
   */
  default Tensor triu(long offset) {
    return Triangles.of("triu", self(), offset, false);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
