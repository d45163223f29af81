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

  /** Each factor gets the upstream times the product of the others, zeros included. */
  static @Nullable Tensor[] product(Node node, Tensor g, int axis) {
    Tensor x = node.input(0);
    Tensor index = node.input(1);
    Tensor source = node.input(2);
    Tensor one = Tensor.full(Shape.scalar(), 1, x.dtype(), x.device());
    Tensor xFactor = x.eq(0L).where(one, x);
    Tensor sourceFactor = source.eq(0L).where(one, source);
    Tensor nonZero = scatter(ScatterKind.PROD, xFactor, axis, index, sourceFactor);
    Tensor xZeros = x.eq(0L).to(DType.I64);
    Tensor sourceZeros = source.eq(0L).to(DType.I64);
    Tensor zeros = scatter(ScatterKind.SUM, xZeros, axis, index, sourceZeros);
    Tensor none = Tensor.full(Shape.scalar(), 0, x.dtype(), x.device());
    Tensor forX = zeros.sub(xZeros).eq(0L).where(nonZero.div(xFactor), none);
    Tensor others = gather(zeros, axis, index).sub(sourceZeros);
    Tensor forSource = others.eq(0L).where(gather(nonZero, axis, index).div(sourceFactor), none);
    return new @Nullable Tensor[] {
      g.mul(forX), null, node.needs(2) ? gather(g, axis, index).mul(forSource) : null
    };
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
