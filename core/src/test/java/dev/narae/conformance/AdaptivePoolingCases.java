package dev.narae.conformance;

import static dev.narae.conformance.OpCase.FLOATING;

import dev.narae.GradCheck.Subject;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Pooling with a given number of windows. */
final class AdaptivePoolingCases {
  private AdaptivePoolingCases() {}

  static List<OpCase> all() {
    return List.of(
        mean("adaptiveAvgPool1d", in -> in.get(0).adaptiveAvgPool1d(3), 3)
            .sample(in(2, 2, 7))
            .sample(in(1, 2, 6))
            .sample(in(1, 2, 2))
            .sample(in(0, 2, 5)),
        mean("adaptiveAvgPool2d", in -> in.get(0).adaptiveAvgPool2d(3, 2), 3, 2)
            .sample(in(1, 2, 4, 5))
            .sample(in(2, 3, 9, 8))
            .sample(in(0, 3, 9, 8))
            .sample(in(2, 0, 9, 8))
            .refuses(
                refused(
                    "a matrix", () -> Tensor.ones(4, 4).adaptiveAvgPool2d(1, 1), "(N, C, H, W)"))
            .refuses(
                refused("no window", () -> Tensor.ones(1, 4, 4).adaptiveAvgPool2d(0, 1), "0×1")),
        mean("adaptiveAvgPool2d(1, 1)", in -> in.get(0).adaptiveAvgPool2d(1, 1), 1, 1)
            .sample(in(2, 2, 3, 4)),
        volume(),
        max("adaptiveMaxPool1d", in -> in.get(0).adaptiveMaxPool1d(3).values(), 3)
            .sample(in(2, 2, 7))
            .sample(in(1, 2, 2))
            .sample(in(0, 2, 7))
            .sample(in(2, 0, 7)),
        max("adaptiveMaxPool2d", in -> in.get(0).adaptiveMaxPool2d(3, 2).values(), 3, 2)
            .sample(in(1, 2, 4, 5))
            .sample(in(2, 3, 9, 8))
            .sample(in(0, 3, 9, 8))
            .sample(in(2, 0, 9, 8))
            .refuses(
                refused(
                    "no window",
                    () -> Tensor.ones(1, 4, 4).adaptiveMaxPool2d(1, 0).values(),
                    "1×0")),
        OpCase.of(
                "adaptiveMaxPool2d.positions",
                in -> in.get(0).adaptiveMaxPool2d(3, 2).positions(),
                in ->
                    PoolReference.adaptive(
                        in.get(0), (x, at, _) -> at[(int) Along.position(x, true)], 3, 2))
            .on(FLOATING, ResultType.I64)
            .order(0)
            .sample(in(1, 2, 4, 5))
            .sample(in(2, 3, 9, 8))
            .sample(in(0, 3, 9, 8))
            .sample(in(2, 0, 9, 8)));
  }

  private static Input in(long... sizes) {
    return Input.real(-3, 3, sizes);
  }

  private static ErrorCase refused(
      String what, java.util.function.Supplier<Tensor> call, String... fragments) {
    return ErrorCase.of(what, ShapeException.class, call, fragments);
  }

  private static OpCase mean(String name, Subject subject, long... outputs) {
    return OpCase.of(
        name,
        subject,
        in -> PoolReference.adaptive(in.get(0), (x, _, _) -> Along.sum(x) / x.length, outputs));
  }

  private static OpCase max(String name, Subject subject, long... outputs) {
    return OpCase.of(
        name,
        subject,
        in -> PoolReference.adaptive(in.get(0), (x, _, _) -> Along.maximum(x), outputs));
  }

  /** Two slices, each of which is an image. */
  private static OpCase volume() {
    return OpCase.of(
            "adaptiveAvgPool3d",
            in -> in.get(0).adaptiveAvgPool3d(in.get(0).dim(2), 3, 2),
            in -> {
              Values x = in.get(0);
              Values slices = x.reshape(x.dim(0), x.dim(1) * x.dim(2), x.dim(3), x.dim(4));
              Values means =
                  PoolReference.adaptive(slices, (a, _, _) -> Along.sum(a) / a.length, 3, 2);
              return means.reshape(x.dim(0), x.dim(1), x.dim(2), 3, 2);
            })
        .sample(in(1, 1, 2, 4, 5));
  }
}
