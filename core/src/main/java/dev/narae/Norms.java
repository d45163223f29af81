package dev.narae;

/**
 * Norms, what is divided by them, and distances of vectors. The norm of order p is the p-th root of
 * the sum of |x|^p: 0 counts the elements that are not 0, infinity is the largest |x|, -infinity
 * the smallest. Its gradient at 0 is 0. All need floating dtypes.
 */
public sealed interface Norms permits Tensor {

  /** The Euclidean norm of all elements. */
  default Tensor norm() {
    return norm(2);
  }

  /** The norm over some dimensions, or over all when none is given. */
  default Tensor norm(double p, int... dims) {
    return norm(p, false, dims);
  }

  /**
   * The norm over some dimensions, or over all when none is given; with {@code keepDim} they stay
   * with extent 1.
   *
   * @param p any number or infinity
   */
  default Tensor norm(double p, boolean keepDim, int... dims) {
    return VectorNorm.of("norm", p, keepDim, dims, self());
  }

  /** Vectors along a dimension divided by their Euclidean norm, if that is above 1e-12. */
  default Tensor normalize(int dim) {
    return normalize(dim, 2, 1e-12);
  }

  /** Vectors along a dimension divided by their norm of order p, which counts as eps or more. */
  default Tensor normalize(int dim, double p, double eps) {
    self().shape().axis("normalize", dim);
    return self().div(VectorNorm.of("normalize", p, true, new int[] {dim}, self()).clampMin(eps));
  }

  /** The cosines of the angles between vectors along a dimension. */
  default Tensor cosineSimilarity(Tensor other, int dim) {
    return cosineSimilarity(other, dim, 1e-8);
  }

  /**
   * The cosines of the angles between vectors along a dimension; the operands are broadcast.
   *
   * @param eps the least norm that is divided by
   */
  default Tensor cosineSimilarity(Tensor other, int dim, double eps) {
    Shape shape = self().shape().broadcast("cosineSimilarity", other.shape());
    int axis = shape.axis("cosineSimilarity", dim);
    Tensor x = Casting.wide(self()).expand(shape).normalize(axis, 2, eps);
    Tensor y = Casting.wide(other).expand(shape).normalize(axis, 2, eps);
    return x.mul(y).sum(axis);
  }

  /** The Euclidean distances of vectors along the last dimension. */
  default Tensor pairwiseDistance(Tensor other) {
    return pairwiseDistance(other, 2, 1e-6);
  }

  /**
   * The norms of this - other + eps along the last dimension; the operands are broadcast.
   *
   * @param eps added to each difference, which keeps gradients finite at equal vectors
   */
  default Tensor pairwiseDistance(Tensor other, double p, double eps) {
    Shape shape = self().shape().broadcast("pairwiseDistance", other.shape());
    shape.axis("pairwiseDistance", -1);
    Tensor difference = Casting.wide(self()).sub(Casting.wide(other)).add(eps);
    return VectorNorm.of("pairwiseDistance", p, false, new int[] {-1}, difference);
  }

  /** The Euclidean distances of each row of this and each row of another tensor. */
  default Tensor cdist(Tensor other) {
    return cdist(other, 2);
  }

  /**
   * The distances of order p of each row of this (…, m, d) and each row of another tensor (…, n,
   * d), as (…, m, n); leading dimensions are broadcast. Equal rows have gradient 0.
   *
   * @param p 0 or more, or infinity
   */
  default Tensor cdist(Tensor other, double p) {
    return VectorNorm.distances(self(), other, p);
  }

  /**
   * Slices along a dimension, each scaled down to a norm of order p of {@code most} if it has a
   * larger one.
   *
   * @param p above 0, or infinity
   * @throws IllegalArgumentException if the largest norm is negative
   */
  default Tensor renorm(double p, int dim, double most) {
    int axis = self().shape().axis("renorm", dim);
    if (!(most >= 0)) {
      throw new IllegalArgumentException(
          "renorm: the largest norm is %s; it must be 0 or more".formatted(most));
    }
    int[] others =
        java.util.stream.IntStream.range(0, self().rank()).filter(i -> i != axis).toArray();
    if (others.length == 0) {
      throw new ShapeException(
          "renorm: shape %s has no slices; at least two dimensions are needed"
              .formatted(self().shape()));
    }
    Tensor norms = self().norm(p, true, others);
    Tensor one = Tensor.ones(Shape.scalar(), self().dtype(), self().device());
    Tensor factor = norms.gt(most).where(norms.add(1e-7).rdiv(most), one);
    return self().mul(factor);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
