package dev.narae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers in order, and grids of them. */
final class Sequences {
  private Sequences() {}

  /** start, start + step, … below end. */
  static Tensor steps(double start, double end, double step, DType dtype, Device device) {
    if (!(step != 0 && (end - start) / step >= 0)) {
      throw new IllegalArgumentException(
          "arange: step %s does not lead from %s to %s; change its sign"
              .formatted(step, start, end));
    }
    if (!dtype.isFloating() && (start != Math.rint(start) || step != Math.rint(step))) {
      throw new IllegalArgumentException(
          "arange: from %s in steps of %s are no whole numbers, but the dtype is %s; use a floating one"
              .formatted(start, step, dtype));
    }
    Shape shape = Shape.of((long) Math.ceil((end - start) / step));
    return Creation.range(shape, start, step, dtype, device);
  }

  /** Evenly spaced numbers, both ends inclusive, in double precision. */
  static Tensor spaced(double start, double end, long count, Device device) {
    double step = count > 1 ? (end - start) / (count - 1) : 0;
    return Creation.range(Shape.of(count), start, step, DType.F64, device);
  }

  /** A number to the power of each exponent. */
  static Tensor powers(double base, Tensor exponents) {
    return Tensor.fullLike(exponents, base).pow(exponents);
  }

  /** Each vector repeated along the dimensions of all others. */
  static List<Tensor> grid(Tensor... vectors) {
    long[] sizes = new long[vectors.length];
    for (int i = 0; i < sizes.length; i++) {
      if (vectors[i].rank() > 1) {
        throw new ShapeException(
            "meshgrid: tensor %d has shape %s; each must be a vector: use flatten()"
                .formatted(i, vectors[i].shape()));
      }
      sizes[i] = vectors[i].size();
    }
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      long[] own = new long[sizes.length];
      Arrays.fill(own, 1);
      own[i] = sizes[i];
      result.add(vectors[i].reshape(own).expand(sizes));
    }
    return result;
  }
}
