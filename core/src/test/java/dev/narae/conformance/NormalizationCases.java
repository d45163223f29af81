package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Normalisation over the last dimensions, over groups of channels and among neighbours. */
final class NormalizationCases {
  static final double EPS = 1e-2;

  private NormalizationCases() {}

  static List<OpCase> all() {
    return List.of(
        layerNorm(), plainLayerNorm(), longLayerNorm(), rmsNorm(), groupNorm(), responseNorm());
  }

  static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static OpCase layerNorm() {
    return OpCase.of(
            "layerNorm",
            in -> in.get(0).layerNorm(in.get(1).shape(), in.get(1), in.get(2), EPS),
            in -> {
              int rank = in.get(0).shape().rank();
              int own = in.get(1).shape().rank();
              int[] dims = IntStream.range(rank - own, rank).toArray();
              return affine(normal(in.get(0), true, dims), in.get(1), in.get(2));
            })
        .within(2e-5, 1e-12)
        .sample(in(3, 4), in(4), in(4))
        .sample(in(2, 3, 2), in(3, 2), in(3, 2))
        .sample(in(3), in(3), in(3))
        .sample(in(2, 1), in(1), in(1))
        .sample(in(2, 2, 37), in(37), in(37))
        .sample(in(3, 5, 8), in(5, 8), in(5, 8))
        .sample(in(0, 40), in(40), in(40))
        .sample(in(0, 4), in(4), in(4))
        .sample(in(5, 67), in(67), in(67))
        .refuses(
            refused(
                "other extents",
                () -> Tensor.ones(2, 3).layerNorm(Shape.of(2), null, null, EPS),
                "layerNorm",
                "[2, 3]",
                "[2]"))
        .refuses(
            refused(
                "more extents than dimensions",
                () -> Tensor.ones(3).layerNorm(Shape.of(2, 3), null, null, EPS),
                "layerNorm",
                "[3]",
                "[2, 3]"))
        .refuses(
            refused(
                "a weight of another shape",
                () -> Tensor.ones(2, 3).layerNorm(Shape.of(3), Tensor.ones(2), null, EPS),
                "layerNorm",
                "weight",
                "[2]"))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[3]).layerNorm(Shape.of(3), null, null, EPS),
                "layerNorm",
                "i32"))
        .refuses(
            ErrorCase.of(
                "a bias of another dtype",
                DTypeException.class,
                () ->
                    Tensor.ones(2, 3)
                        .layerNorm(Shape.of(3), null, Tensor.ones(Shape.of(3), DType.F64), EPS),
                "layerNorm",
                "bias",
                "f64"));
  }

  private static OpCase plainLayerNorm() {
    return OpCase.of(
            "layerNorm(no weight)",
            in -> in.get(0).layerNorm(Shape.of(in.get(0).dim(-1)), null, null, EPS),
            in -> normal(in.get(0), true, in.get(0).shape().rank() - 1))
        .within(2e-5, 1e-12)
        .sample(in(4, 3))
        .sample(Input.real(100, 102, 2, 5));
  }

  /** Rows so long that one kernel computes them, and few enough for finite differences. */
  private static OpCase longLayerNorm() {
    return OpCase.of(
            "layerNorm(long rows)",
            in -> {
              Tensor x = in.get(0);
              Shape row = Shape.of(x.dim(-1));
              Tensor ones = Tensor.ones(row, x.dtype(), x.device());
              return x.layerNorm(row, ones, ones.sub(1), EPS);
            },
            in -> normal(in.get(0), true, in.get(0).shape().rank() - 1))
        .within(2e-5, 1e-12)
        .sample(in(1, 34));
  }

  private static OpCase rmsNorm() {
    return OpCase.of(
            "rmsNorm",
            in -> in.get(0).rmsNorm(in.get(1).shape(), in.get(1), EPS),
            in ->
                affine(
                    normal(in.get(0), false, in.get(0).shape().rank() - 1),
                    in.get(1),
                    Values.scalar(0)))
        .within(2e-5, 1e-12)
        .sample(in(3, 4), in(4))
        .sample(in(2, 0, 3), in(3))
        .sample(in(3, 65), in(65))
        .refuses(
            refused(
                "other extents",
                () -> Tensor.ones(2, 3).rmsNorm(Shape.of(2), null, EPS),
                "rmsNorm",
                "[2, 3]",
                "[2]"));
  }

  private static OpCase groupNorm() {
    return OpCase.of(
            "groupNorm",
            in -> in.get(0).groupNorm(2, in.get(1), in.get(2), EPS),
            in -> {
              Values x = in.get(0);
              long size = x.data().length;
              long inGroup = size == 0 ? 0 : size / x.dim(0) / 2;
              Values groups = normal(x.reshape(x.dim(0), 2, inGroup), true, 2);
              return perChannel(new Values(x.shape(), groups.data()), in.get(1), in.get(2));
            })
        .within(2e-5, 1e-12)
        .sample(in(2, 4, 3), in(4), in(4))
        .sample(in(2, 2), in(2), in(2))
        .sample(in(0, 4, 2), in(4), in(4))
        .sample(in(3, 6, 5, 7), in(6), in(6))
        .refuses(
            refused(
                "groups",
                () -> Tensor.ones(2, 3, 4).groupNorm(2, null, null, EPS),
                "groupNorm",
                "2 groups",
                "3 channels"))
        .refuses(
            refused(
                "a vector",
                () -> Tensor.ones(3).groupNorm(1, null, null, EPS),
                "groupNorm",
                "[3]",
                "(N, C, …)"));
  }

  private static OpCase responseNorm() {
    return OpCase.of(
            "localResponseNorm",
            in -> in.get(0).localResponseNorm(4, 0.5, 0.75, 2),
            in -> {
              Values x = in.get(0);
              return Values.generate(
                  x.shape(),
                  i -> {
                    double squares = 0;
                    for (long c = Math.max(i[1] - 2, 0); c <= i[1] + 1 && c < x.dim(1); c++) {
                      squares += Math.pow(x.at(i[0], c, i[2]), 2);
                    }
                    return x.at(i) / Math.pow(2 + 0.5 * squares / 4, 0.75);
                  });
            })
        .within(2e-5, 1e-12)
        .sample(in(2, 5, 3))
        .sample(in(1, 2, 2))
        .sample(in(3, 9, 33))
        .refuses(
            refused(
                "a matrix",
                () -> Tensor.ones(2, 3).localResponseNorm(3, 1, 1, 1),
                "localResponseNorm",
                "[2, 3]"));
  }

  static ErrorCase refused(
      String what, java.util.function.Supplier<Tensor> call, String... fragments) {
    return ErrorCase.of(what, ShapeException.class, call, fragments);
  }

  static Values normal(Values x, boolean centred, int... dims) {
    Values mean = Along.reduce(x, true, a -> centred ? Along.sum(a) / a.length : 0, dims);
    Values away = ElementwiseCase.combine(x, mean.broadcastTo(x.shape()), (a, b) -> a - b);
    Values squares = Along.reduce(away.map(a -> a * a), true, a -> Along.sum(a) / a.length, dims);
    Values roots = squares.map(v -> Math.sqrt(v + EPS)).broadcastTo(x.shape());
    return ElementwiseCase.combine(away, roots, (a, b) -> a / b);
  }

  private static Values affine(Values x, Values weight, Values bias) {
    Values w = weight.broadcastTo(x.shape());
    Values b = bias.broadcastTo(x.shape());
    return Values.generate(x.shape(), i -> x.at(i) * w.at(i) + b.at(i));
  }

  static Values perChannel(Values x, Values weight, Values bias) {
    return Values.generate(x.shape(), i -> x.at(i) * weight.at(i[1]) + bias.at(i[1]));
  }
}
