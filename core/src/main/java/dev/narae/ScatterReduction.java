package dev.narae;

import dev.narae.spi.ScatterKind;

/** Scattered elements joined, with or without the one that is there. */
final class ScatterReduction {
  private static final String NAME = "scatterReduce";

  private ScatterReduction() {}

  static Tensor run(
      Tensor x,
      int axis,
      Tensor index,
      Tensor source,
      Scattering.Reduce reduce,
      boolean includeSelf) {
    Indices.check(NAME, x, axis, index, false);
    boolean real = x.dtype().isFloating();
    Tensor start = includeSelf ? x : blank(x, axis, index, source, reduce);
    return switch (reduce) {
      case SUM -> joined(ScatterKind.SUM, start, axis, index, source);
      case PROD -> joined(ScatterKind.PROD, start, axis, index, source);
      case AMAX -> joined(ScatterKind.MAX, start, axis, index, source);
      case AMIN -> joined(ScatterKind.MIN, start, axis, index, source);
      case MEAN -> {
        Tensor sum = joined(ScatterKind.SUM, start, axis, index, source);
        Tensor count = count(x, axis, index, includeSelf, real ? x.dtype() : DType.I64);
        yield real ? sum.div(count) : sum.floorDivide(count).to(x.dtype());
      }
    };
  }

  private static Tensor joined(
      ScatterKind kind, Tensor start, int axis, Tensor index, Tensor source) {
    return Dispatch.run(new ScatterOp(NAME, kind, axis, true), start, index, source);
  }

  /** The tensor with what does not change the result wherever something will be joined. */
  private static Tensor blank(
      Tensor x, int axis, Tensor index, Tensor source, Scattering.Reduce reduce) {
    boolean extremum = reduce == Scattering.Reduce.AMAX || reduce == Scattering.Reduce.AMIN;
    double neutral =
        switch (reduce) {
          case SUM, MEAN -> 0;
          case PROD -> 1;
          case AMAX -> Double.NEGATIVE_INFINITY;
          case AMIN -> Double.POSITIVE_INFINITY;
        };
    // Integers have no infinity, but one of the elements to be joined does as well.
    Tensor filling =
        extremum && !x.dtype().isFloating()
            ? source
            : Tensor.full(index.shape(), neutral, x.dtype(), x.device());
    return joined(ScatterKind.SET, x, axis, index, filling);
  }

  /** How many elements were joined; 1 where there was none, whose sum is not to change. */
  private static Tensor count(Tensor x, int axis, Tensor index, boolean includeSelf, DType dtype) {
    Tensor own = Tensor.full(x.shape(), includeSelf ? 1 : 0, dtype, x.device());
    Tensor ones = Tensor.ones(index.shape(), dtype, x.device());
    return joined(ScatterKind.SUM, own, axis, index, ones).maximum(1L);
  }
}
