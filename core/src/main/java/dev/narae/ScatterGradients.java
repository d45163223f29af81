package dev.narae;

import dev.narae.spi.ScatterKind;
import org.jspecify.annotations.Nullable;

/** The gradients of {@link ScatterOp} for the tensor and the source, by the kind of joining. */
final class ScatterGradients {
  private ScatterGradients() {}

  private static Tensor gather(Tensor tensor, int axis, Tensor index) {
    return Dispatch.run(new GatherOp(axis, true), tensor, index);
  }

  private static Tensor scatter(
      ScatterKind kind, Tensor tensor, int axis, Tensor index, Tensor source) {
    return Dispatch.run(new ScatterOp("scatter", kind, axis, true), tensor, index, source);
  }

  /** The upstream itself, and for each source element that of the sum it went into. */
  static @Nullable Tensor[] sum(Node node, Tensor g, int axis) {
    Tensor source = node.needs(2) ? gather(g, axis, node.input(1)) : null;
    return new @Nullable Tensor[] {g, null, source};
  }

  /**
   * The upstream where nothing was written, and elsewhere for the element that was written last.
   */
  static @Nullable Tensor[] set(Node node, Tensor g, int axis) {
    Tensor index = node.input(1);
    Tensor zeros = Tensor.zeros(index.shape(), g.dtype(), g.device());
    Tensor x = node.needs(0) ? scatter(ScatterKind.SET, g, axis, index, zeros) : null;
    Tensor source = node.needs(2) ? stayed(node, axis).where(gather(g, axis, index), zeros) : null;
    return new @Nullable Tensor[] {x, null, source};
  }

  /** Whether each source element is still there, and was not overwritten by another. */
  private static Tensor stayed(Node node, int axis) {
    Tensor index = node.input(1);
    Tensor order = Lines.positions(index, axis);
    Tensor none = Tensor.zeros(node.shape(0), DType.I64, index.device());
    Tensor last = scatter(ScatterKind.SET, none, axis, index, order);
    return gather(last, axis, index).eq(order);
  }

  /**
   * Each factor gets the upstream times the product of the others. Zeros are counted and summed
   * apart: where one of the others is 0, its product with the rest keeps the gradient's own
   * gradient right, as no quotient by the result would.
   */
  static @Nullable Tensor[] product(Node node, Tensor g, int axis) {
    Tensor x = node.input(0);
    Tensor index = node.input(1);
    Tensor source = node.input(2);
    Factors own = Factors.of(x);
    Factors given = Factors.of(source);
    Tensor nonZero = scatter(ScatterKind.PROD, own.nonZero, axis, index, given.nonZero);
    Tensor count = scatter(ScatterKind.SUM, own.isZero, axis, index, given.isZero);
    Tensor sum = scatter(ScatterKind.SUM, own.zero, axis, index, given.zero);
    Tensor forX = own.productOfOthers(nonZero, count, sum);
    Tensor forSource = null;
    if (node.needs(2)) {
      Tensor others =
          given.productOfOthers(
              gather(nonZero, axis, index), gather(count, axis, index), gather(sum, axis, index));
      forSource = gather(g, axis, index).mul(others);
    }
    return new @Nullable Tensor[] {g.mul(forX), null, forSource};
  }

  /**
   * Factors of products, split up.
   *
   * @param nonZero the factor, or 1 for a zero
   * @param zero the factor if it is zero, else 0: all of the factor that is not in nonZero
   * @param isZero 1 for a zero, else 0
   */
  private record Factors(Tensor nonZero, Tensor zero, Tensor isZero) {
    static Factors of(Tensor x) {
      Tensor zeros = x.eq(0L);
      Tensor one = Tensor.full(Shape.scalar(), 1, x.dtype(), x.device());
      Tensor none = Tensor.full(Shape.scalar(), 0, x.dtype(), x.device());
      return new Factors(zeros.where(one, x), zeros.where(x, none), zeros.to(DType.I64));
    }

    /** What each factor is multiplied with, given its group's product and its zeros. */
    Tensor productOfOthers(Tensor product, Tensor count, Tensor sum) {
      Tensor rest = product.div(nonZero);
      Tensor zeros = count.sub(isZero);
      Tensor withZero = zeros.eq(1L).where(rest.mul(sum.sub(zero)), Tensor.zerosLike(rest));
      return zeros.eq(0L).where(rest, withZero);
    }
  }

  /** All elements that equal the extremum share its gradient. */
  static @Nullable Tensor[] extremum(Node node, Tensor g, int axis) {
    Tensor index = node.input(1);
    Tensor result = node.output(0);
    Tensor xHits = node.input(0).eq(result).to(g.dtype());
    Tensor sourceHits = node.input(2).eq(gather(result, axis, index)).to(g.dtype());
    Tensor share = g.div(scatter(ScatterKind.SUM, xHits, axis, index, sourceHits));
    return new @Nullable Tensor[] {
      xHits.mul(share), null, node.needs(2) ? sourceHits.mul(gather(share, axis, index)) : null
    };
  }
}
