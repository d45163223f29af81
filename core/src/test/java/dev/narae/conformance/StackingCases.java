package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.List;

/** Tensors put together under the names that fix their ranks, and choices of elements. */
final class StackingCases {
  private StackingCases() {}

  static List<OpCase> all() {
    return List.of(
        hstack(),
        vstack(),
        dstack(),
        columnStack(),
        blockDiag(),
        cartesianProd(),
        combinations(2, false),
        combinations(2, true),
        combinations(3, false));
  }

  private static Input in(long... sizes) {
    return Input.real(-3, 3, sizes);
  }

  private static Tensor[] array(List<Tensor> in) {
    return in.toArray(Tensor[]::new);
  }

  private static ErrorCase nothing(String name, java.util.function.Supplier<Tensor> call) {
    return ErrorCase.of("no tensors", IllegalArgumentException.class, call, name, "at least one");
  }

  private static OpCase of(
      String name, dev.narae.GradCheck.Subject op, OpCase.Reference reference) {
    return OpCase.of(name, op, reference).on(ALL, ResultType.SAME);
  }

  private static OpCase hstack() {
    return of(
            "hstack",
            in -> Tensor.hstack(array(in)),
            in ->
                in.getFirst().shape().rank() == 1
                    ? Values.generate(
                        Shape.of(in.get(0).dim(0) + in.get(1).dim(0)),
                        i -> {
                          long n = in.get(0).dim(0);
                          return i[0] < n ? in.get(0).at(i[0]) : in.get(1).at(i[0] - n);
                        })
                    : Values.generate(
                        Shape.of(in.get(0).dim(0), in.get(0).dim(1) + in.get(1).dim(1)),
                        i -> {
                          long n = in.get(0).dim(1);
                          return i[1] < n ? in.get(0).at(i) : in.get(1).at(i[0], i[1] - n);
                        }))
        .sample(in(3), in(2))
        .sample(in(2, 3), in(2, 1))
        .refuses(nothing("hstack", Tensor::hstack))
        .refuses(
            ErrorCase.of(
                "other rows",
                ShapeException.class,
                () -> Tensor.hstack(Tensor.ones(2, 1), Tensor.ones(3, 1)),
                "cat",
                "[3, 1]"));
  }

  private static Values rows(Values x) {
    return x.shape().rank() == 1 ? x.reshape(1, x.dim(0)) : x;
  }

  private static OpCase vstack() {
    return of(
            "vstack",
            in -> Tensor.vstack(array(in)),
            in -> {
              Values a = rows(in.get(0));
              Values b = rows(in.get(1));
              return Values.generate(
                  Shape.of(a.dim(0) + b.dim(0), a.dim(1)),
                  i -> i[0] < a.dim(0) ? a.at(i) : b.at(i[0] - a.dim(0), i[1]));
            })
        .sample(in(3), in(3))
        .sample(in(2, 3), in(3))
        .refuses(nothing("vstack", Tensor::vstack));
  }

  private static OpCase dstack() {
    return of(
            "dstack",
            in -> Tensor.dstack(array(in)),
            in -> {
              Values a = rows(in.get(0));
              return Values.generate(
                  Shape.of(a.dim(0), a.dim(1), in.size()),
                  i -> rows(in.get((int) i[2])).at(i[0], i[1]));
            })
        .sample(in(3), in(3))
        .sample(in(2, 3), in(2, 3), in(2, 3))
        .refuses(nothing("dstack", Tensor::dstack));
  }

  private static OpCase columnStack() {
    return of(
            "columnStack",
            in -> Tensor.columnStack(array(in)),
            in -> {
              Values b = in.get(1).reshape(in.get(1).dim(0), in.get(1).shape().size() / 3);
              return Values.generate(
                  Shape.of(3, 1 + b.dim(1)),
                  i -> i[1] == 0 ? in.get(0).at(i[0]) : b.at(i[0], i[1] - 1));
            })
        .sample(in(3), in(3))
        .sample(in(3), in(3, 2))
        .refuses(nothing("columnStack", Tensor::columnStack));
  }

  private static OpCase blockDiag() {
    return of(
            "blockDiag",
            in -> Tensor.blockDiag(array(in)),
            in -> {
              Values a = rows(in.get(0));
              Values b = rows(in.get(1));
              return Values.generate(
                  Shape.of(a.dim(0) + b.dim(0), a.dim(1) + b.dim(1)),
                  i -> {
                    boolean first = i[0] < a.dim(0);
                    if (first != i[1] < a.dim(1)) {
                      return 0;
                    }
                    return first ? a.at(i) : b.at(i[0] - a.dim(0), i[1] - a.dim(1));
                  });
            })
        .sample(in(2, 3), in(2, 1))
        .sample(in(2), in(2, 2))
        .refuses(nothing("blockDiag", Tensor::blockDiag))
        .refuses(
            ErrorCase.of(
                "three dimensions",
                ShapeException.class,
                () -> Tensor.blockDiag(Tensor.ones(1, 2, 3)),
                "blockDiag",
                "[1, 2, 3]"));
  }

  private static OpCase cartesianProd() {
    return of(
            "cartesianProd",
            in -> Tensor.cartesianProd(array(in)),
            in -> {
              long n = in.get(1).dim(0);
              return Values.generate(
                  Shape.of(in.get(0).dim(0) * n, 2),
                  i -> i[1] == 0 ? in.get(0).at(i[0] / n) : in.get(1).at(i[0] % n));
            })
        .sample(in(2), in(3))
        .refuses(nothing("cartesianProd", Tensor::cartesianProd));
  }

  private static OpCase combinations(int r, boolean again) {
    return of(
            "combinations(%d, %s)".formatted(r, again),
            in -> in.get(0).combinations(r, again),
            in -> {
              List<Double> chosen = new ArrayList<>();
              choose(in.get(0).data(), r, 0, again, new ArrayList<>(), chosen);
              return new Values(
                  Shape.of(chosen.size() / r, r),
                  chosen.stream().mapToDouble(Double::doubleValue).toArray());
            })
        .on(NUMBERS, ResultType.SAME)
        .sample(in(4))
        .sample(in(3))
        .refuses(
            ErrorCase.of(
                "a matrix",
                ShapeException.class,
                () -> Tensor.ones(2, 2).combinations(r, again),
                "combinations",
                "[2, 2]"));
  }

  private static void choose(
      double[] x, int r, int from, boolean again, List<Double> so, List<Double> all) {
    if (so.size() == r) {
      all.addAll(so);
      return;
    }
    for (int i = from; i < x.length; i++) {
      List<Double> more = new ArrayList<>(so);
      more.add(x[i]);
      choose(x, r, again ? i : i + 1, again, more, all);
    }
  }
}
