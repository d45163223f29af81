package dev.narae.conformance;

import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Norms, what is divided by them, and distances. */
final class NormCases {
  private static final double[] ORDERS = {
    0, 1, 2, 3, 0.5, 1.5, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  private NormCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (double p : ORDERS) {
      cases.add(norm(p, false));
      cases.add(norm(p, true, 1));
      if (p >= 0) {
        cases.add(cdist(p));
      }
    }
    cases.add(flat());
    cases.add(normalize(2, 1e-12));
    cases.add(normalize(1, 4));
    cases.add(cosine());
    cases.add(pairwise());
    cases.add(renorm());
    return cases;
  }

  private static OpCase renorm() {
    return OpCase.of(
            "renorm",
            in -> in.get(0).renorm(2, 0, 3),
            in ->
                Values.generate(
                    in.get(0).shape(),
                    i -> {
                      double norm = norm(Along.line(in.get(0), new long[] {i[0], 0}, 1), 2);
                      return in.get(0).at(i) * (norm > 3 ? 3 / (norm + 1e-7) : 1);
                    }))
        .within(1e-4, 1e-11)
        .sample(Input.real(-2, 2, 3, 5))
        .sample(Input.real(-0.5, 0.5, 2, 3))
        .refuses(
            ErrorCase.of(
                "a negative norm",
                IllegalArgumentException.class,
                () -> Tensor.ones(2, 2).renorm(2, 0, -1),
                "renorm",
                "-1.0"))
        .refuses(
            ErrorCase.of(
                "a vector", ShapeException.class, () -> Tensor.ones(2).renorm(2, 0, 1), "renorm"));
  }

  private static double norm(double[] x, double p) {
    double result = p == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : 0;
    for (double value : x) {
      double a = Math.abs(value);
      if (Double.isInfinite(p)) {
        result = p > 0 ? Math.max(result, a) : Math.min(result, a);
      } else {
        result += p == 0 ? Math.signum(a) : a == 0 && p > 0 ? 0 : Math.pow(a, p);
      }
    }
    return p == 0 || Double.isInfinite(p) ? result : result == 0 ? 0 : Math.pow(result, 1 / p);
  }

  private static OpCase norm(double p, boolean keep, int... dims) {
    ToDoubleFunction<double[]> join = x -> norm(x, p);
    OpCase result =
        OpCase.of(
                "norm(%s)%s".formatted(p, dims.length == 0 ? "" : " kept"),
                in -> in.get(0).norm(p, keep, dims),
                in -> Along.reduce(in.get(0), keep, join, dims))
            .within(1e-4, 1e-11)
            .order(p == 0 ? 0 : 2)
            .sample(Input.real(-3, 3, 3, 4))
            .sample(Input.real(-3, 3, 2, 3, 2))
            .sample(Input.real(-3, 3, 1, 1))
            .sample(Input.real(1, 3, 7, 65));
    return Double.isInfinite(p) ? result : result.sample(Input.real(-3, 3, 0, 3));
  }

  private static OpCase flat() {
    return OpCase.of("norm", in -> in.get(0).norm(), in -> Values.scalar(norm(in.get(0).data(), 2)))
        .sample(Input.real(-3, 3, 3, 4))
        .sample(Input.real(-3, 3))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[] {1, 2}).norm(),
                "norm",
                "i32",
                "floating"))
        .refuses(
            ErrorCase.of(
                "no order",
                IllegalArgumentException.class,
                () -> Tensor.ones(2).norm(Double.NaN),
                "norm",
                "p is NaN"))
        .refuses(
            ErrorCase.of(
                "a dimension out of range",
                ShapeException.class,
                () -> Tensor.ones(2).norm(2, 1),
                "norm",
                "dimension 1",
                "[2]"))
        .refuses(
            ErrorCase.of(
                "the largest of nothing",
                ShapeException.class,
                () -> Tensor.ones(0).norm(Double.POSITIVE_INFINITY),
                "norm",
                "[0]",
                "no element"));
  }

  private static OpCase normalize(double p, double eps) {
    return OpCase.of(
            eps == 4 ? "normalize(eps)" : "normalize",
            in -> eps == 4 ? in.get(0).normalize(1, p, eps) : in.get(0).normalize(-1),
            in ->
                Values.generate(
                    in.get(0).shape(),
                    i -> in.get(0).at(i) / Math.max(norm(Along.line(in.get(0), i, 1), p), eps)))
        .within(1e-5, 1e-12)
        .sample(Input.real(-3, 3, 3, 4))
        .sample(Input.real(-3, 3, 5, 33))
        .refuses(
            ErrorCase.of(
                "a dimension out of range",
                ShapeException.class,
                () -> Tensor.ones(2).normalize(1, p, eps),
                "normalize",
                "dimension 1"));
  }

  private static OpCase cosine() {
    return OpCase.of(
            "cosineSimilarity",
            in -> in.get(0).cosineSimilarity(in.get(1), -1),
            in -> {
              Shape shape = in.get(0).shape().broadcast("", in.get(1).shape());
              Values x = in.get(0).broadcastTo(shape);
              Values y = in.get(1).broadcastTo(shape);
              return Values.generate(
                  shape.without(shape.rank() - 1),
                  i -> {
                    long[] at = java.util.Arrays.copyOf(i, i.length + 1);
                    double[] a = Along.line(x, at, i.length);
                    double[] b = Along.line(y, at, i.length);
                    double dot = 0;
                    for (int k = 0; k < a.length; k++) {
                      dot += a[k] * b[k];
                    }
                    return dot / (Math.max(norm(a, 2), 1e-8) * Math.max(norm(b, 2), 1e-8));
                  });
            })
        .within(1e-5, 1e-12)
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 3, 4))
        .sample(Input.real(-3, 3, 3, 1, 4), Input.real(-3, 3, 2, 4))
        .sample(Input.real(-3, 3, 4), Input.real(-3, 3, 4))
        .refuses(
            ErrorCase.of(
                "shapes that do not broadcast",
                ShapeException.class,
                () -> Tensor.ones(2, 3).cosineSimilarity(Tensor.ones(2), 1),
                "cosineSimilarity",
                "[2, 3]",
                "[2]"));
  }

  private static OpCase pairwise() {
    return OpCase.of(
            "pairwiseDistance",
            in -> in.get(0).pairwiseDistance(in.get(1)),
            in ->
                Along.reduce(
                    ElementwiseCase.combine(in.get(0), in.get(1), (x, y) -> x - y + 1e-6),
                    false,
                    x -> norm(x, 2),
                    -1))
        .within(1e-5, 1e-12)
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 3, 4))
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 4))
        .refuses(
            ErrorCase.of(
                "no dimension",
                ShapeException.class,
                () -> Tensor.scalar(1).pairwiseDistance(Tensor.scalar(2)),
                "pairwiseDistance",
                "[]"));
  }

  private static OpCase cdist(double p) {
    return OpCase.of(
            p == 2 ? "cdist" : "cdist(%s)".formatted(p),
            in -> p == 2 ? in.get(0).cdist(in.get(1)) : in.get(0).cdist(in.get(1), p),
            in -> distances(in.get(0), in.get(1), p))
        .within(1e-4, 1e-11)
        .order(p == 0 ? 0 : 2)
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 2, 4))
        .sample(Input.real(-3, 3, 1, 1), Input.real(-3, 3, 1, 1))
        .sample(Input.real(-3, 3, 2, 3, 2), Input.real(-3, 3, 1, 2, 2))
        .sample(Input.real(-3, 3, 0, 4), Input.real(-3, 3, 2, 4))
        .sample(Input.real(-3, 3, 17, 9), Input.real(-3, 3, 13, 9))
        .refuses(
            ErrorCase.of(
                "rows of other sizes",
                ShapeException.class,
                () -> Tensor.ones(2, 3).cdist(Tensor.ones(2, 4), p),
                "cdist",
                "[2, 3]",
                "[2, 4]"))
        .refuses(
            ErrorCase.of(
                "a negative order",
                IllegalArgumentException.class,
                () -> Tensor.ones(2, 3).cdist(Tensor.ones(2, 3), -1),
                "cdist",
                "p is -1.0"));
  }

  private static Values distances(Values a, Values b, double p) {
    int rank = a.shape().rank();
    Values x = a.reshape(insert(a.shape(), rank - 1));
    Values y = b.reshape(insert(b.shape(), rank - 2));
    return Along.reduce(ElementwiseCase.combine(x, y, (s, t) -> s - t), false, d -> norm(d, p), -1);
  }

  private static long[] insert(Shape shape, int axis) {
    return shape.insert(axis, 1).dims();
  }
}
