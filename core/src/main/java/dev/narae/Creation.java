package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.List;

/** New tensors from formulas without inputs: constants, sequences and random numbers. */
final class Creation {
  private static final Formula FILL = Formula.of("fill", 0, 1, Expr.scalar(0));
  private static final Formula RANGE =
      Formula.of("arange", 0, 2, Expr.scalar(0).add(Expr.index().mul(Expr.scalar(1))));
  private static final Formula UNIFORM =
      Formula.of(
          "uniform",
          0,
          3,
          Expr.uniform(0, 0).mul(Expr.scalar(2).sub(Expr.scalar(1))).add(Expr.scalar(1)));

  /** The same from fewer steps, 2^-digits apart: more would be rounded up to 1. */
  private static final Formula COARSE_UNIFORM =
      Formula.of(
          "uniform", 0, 4, coarse().mul(Expr.scalar(2).sub(Expr.scalar(1))).add(Expr.scalar(1)));

  private static final Formula NORMAL = Formula.of("normal", 0, 3, normal());

  private Creation() {}

  private static Expr coarse() {
    Expr steps = Expr.scalar(3);
    return Expr.uniform(0, 0).mul(steps).floor().div(steps);
  }

  /** Box and Muller: A Note on the Generation of Random Normal Deviates (1958). */
  private static Expr normal() {
    Expr radius = Expr.constant(1).sub(Expr.uniform(0, 0)).log().mul(-2.0).sqrt();
    Expr angle = Expr.uniform(0, 2).mul(2 * Math.PI);
    return radius.mul(angle.cos()).mul(Expr.scalar(2)).add(Expr.scalar(1));
  }

  /** A value as elements of a dtype take it, so that whole numbers stay exact. */
  static Number number(DType dtype, double value) {
    return switch (dtype.category()) {
      case FLOATING -> (Number) value;
      case INTEGRAL -> (Number) (long) value;
      case BOOLEAN -> (Number) (value != 0 ? 1L : 0L);
    };
  }

  static void fill(Backend backend, View out, Number value) {
    generate(backend, FILL, out.dtype().compute(), out, value);
  }

  static Tensor full(Shape shape, Number value, DType dtype, Device device) {
    Backend backend = Backends.open(device);
    Tensor tensor = Tensor.allocate(backend, shape, dtype);
    fill(backend, tensor.view(), value);
    return tensor;
  }

  /** start, start + step, …; computed in double precision or in 64-bit integers. */
  static Tensor range(Shape shape, Number start, Number step, DType dtype, Device device) {
    DType compute = dtype.isFloating() ? DType.F64 : DType.I64;
    return generated(RANGE, compute, shape, dtype, device, start, step);
  }

  static Tensor uniform(
      Shape shape, double low, double high, DType dtype, Device device, long key) {
    requireFloating("uniform", dtype);
    if (dtype.isHalf()) {
      double steps = dtype == DType.F16 ? 0x1p11 : 0x1p8;
      return generated(COARSE_UNIFORM, DType.F32, shape, dtype, device, key, low, high, steps);
    }
    return generated(UNIFORM, dtype, shape, dtype, device, key, low, high);
  }

  static Tensor normal(Shape shape, double mean, double std, DType dtype, Device device, long key) {
    requireFloating("normal", dtype);
    return generated(NORMAL, dtype.compute(), shape, dtype, device, key, mean, std);
  }

  static void requireFloating(String op, DType dtype) {
    if (!dtype.isFloating()) {
      throw new DTypeException(
          "%s: random real numbers need a floating dtype, not %s; use DType.F32 or another floating dtype"
              .formatted(op, dtype));
    }
  }

  private static Tensor generated(
      Formula formula, DType compute, Shape shape, DType dtype, Device device, Number... scalars) {
    Backend backend = Backends.open(device);
    Tensor tensor = Tensor.allocate(backend, shape, dtype);
    generate(backend, formula, compute, tensor.view(), scalars);
    return tensor;
  }

  private static void generate(
      Backend backend, Formula formula, DType compute, View out, Number... scalars) {
    Kernel kernel = formula.kernel(compute, out.dtype());
    backend.map(kernel, formula.bits(compute, List.of(scalars)), List.of(), out);
  }
}
