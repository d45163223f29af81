package dev.narae.conformance;

import static dev.narae.conformance.OpCase.FLOATING;

import dev.narae.DTypeException;
import dev.narae.GradCheck.Subject;
import dev.narae.PoolOptions;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Maxima and means over windows of lines, images and volumes. */
final class PoolingFamilyCases {
  private static final PoolOptions TWO = PoolOptions.of(2);
  private static final PoolOptions ODD = PoolOptions.of(3).stride(2).padding(1);

  private PoolingFamilyCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>(maxima());
    cases.addAll(means());
    cases.addAll(List.of(power(), unpool()));
    return cases;
  }

  private static Input in(long... sizes) {
    return Input.real(-3, 3, sizes);
  }

  private static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    return ErrorCase.of(what, ShapeException.class, call, fragments);
  }

  private static List<OpCase> maxima() {
    PoolOptions up = PoolOptions.of(3).stride(2).padding(1).roundingUp();
    PoolOptions far = PoolOptions.of(2).stride(3).dilation(2).roundingUp();
    return List.of(
        max("maxPool1d", in -> in.get(0).maxPool1d(2), TWO)
            .sample(in(2, 3, 5))
            .sample(in(0, 1, 4))
            .sample(in(3, 2, 77))
            .refuses(
                refused(
                    "an image",
                    () -> Tensor.ones(1, 1, 2, 2).maxPool1d(2),
                    "maxPool1d",
                    "[1, 1, 2, 2]",
                    "(N, C, L)")),
        max("maxPool1d(odd)", in -> in.get(0).maxPool1d(ODD), ODD).sample(in(2, 3, 6)),
        at("maxPool1dWithPositions", in -> in.get(0).maxPool1dWithPositions(up).positions(), up)
            .sample(in(2, 3, 6))
            .sample(in(1, 2, 33)),
        max("maxPool2d(options)", in -> in.get(0).maxPool2d(ODD), ODD).sample(in(1, 2, 5, 4)),
        max("maxPool2d(rounding up)", in -> in.get(0).maxPool2d(up), up)
            .sample(in(1, 2, 4, 6))
            .sample(Input.real(-3, -1, 1, 2, 3, 4)),
        max("maxPool2d(far)", in -> in.get(0).maxPool2d(far), far)
            .sample(in(1, 1, 6, 7))
            .refuses(
                refused(
                    "three strides",
                    () -> Tensor.ones(1, 1, 4, 4).maxPool2d(TWO.stride(1, 2, 3)),
                    "maxPool2d",
                    "stride [1, 2, 3]")),
        at("maxPool2dWithPositions", in -> in.get(0).maxPool2dWithPositions(up).positions(), up)
            .sample(in(1, 2, 4, 6))
            .sample(in(2, 3, 9, 8)),
        max("maxPool3d", in -> in.get(0).maxPool3d(2), TWO)
            .sample(in(1, 2, 2, 4, 3))
            .sample(in(2, 2, 5, 6, 7))
            .refuses(
                refused(
                    "a line",
                    () -> Tensor.ones(1, 2, 3).maxPool3d(2),
                    "maxPool3d",
                    "(N, C, D, H, W)")),
        max("maxPool3d(odd)", in -> in.get(0).maxPool3d(ODD), ODD).sample(in(1, 1, 3, 3, 4)),
        at("maxPool3dWithPositions", in -> in.get(0).maxPool3dWithPositions(up).positions(), up)
            .sample(in(1, 2, 4, 3, 4))
            .sample(in(2, 2, 5, 6, 4)));
  }

  private static OpCase max(String name, Subject subject, PoolOptions options) {
    return OpCase.of(name, subject, in -> PoolReference.maxima(in.get(0), options, false));
  }

  private static OpCase at(String name, Subject subject, PoolOptions options) {
    return OpCase.of(name, subject, in -> PoolReference.maxima(in.get(0), options, true))
        .on(FLOATING, ResultType.I64)
        .order(0);
  }

  private static List<OpCase> means() {
    PoolOptions excluding = ODD.countExcludePad();
    PoolOptions up = ODD.roundingUp();
    PoolOptions flat = PoolOptions.of(2, 3).stride(1, 2).padding(0, 1).divisor(5);
    return List.of(
        mean("avgPool1d", in -> in.get(0).avgPool1d(2), TWO)
            .sample(in(2, 3, 5))
            .sample(in(3, 2, 77)),
        mean("avgPool1d(odd)", in -> in.get(0).avgPool1d(excluding), excluding).sample(in(2, 3, 6)),
        mean("avgPool2d", in -> in.get(0).avgPool2d(2), TWO)
            .sample(in(1, 2, 4, 5))
            .sample(in(2, 3, 16, 24))
            .sample(in(0, 1, 4, 4))
            .refuses(
                refused(
                    "a matrix",
                    () -> Tensor.ones(4, 4).avgPool2d(2),
                    "avgPool2d",
                    "[4, 4]",
                    "(N, C, H, W)"))
            .refuses(
                refused(
                    "a kernel too large",
                    () -> Tensor.ones(1, 1, 2, 2).avgPool2d(3),
                    "avgPool2d",
                    "3×3",
                    "[1, 1, 2, 2]"))
            .refuses(
                refused(
                    "padding more than half a kernel",
                    () -> Tensor.ones(1, 1, 4, 4).avgPool2d(TWO.padding(2)),
                    "avgPool2d",
                    "half"))
            .refuses(
                ErrorCase.of(
                    "whole numbers",
                    DTypeException.class,
                    () -> Tensor.of(new int[16], 1, 1, 4, 4).avgPool2d(2),
                    "avgPool2d",
                    "i32"))
            .refuses(
                ErrorCase.of(
                    "a dilation",
                    IllegalArgumentException.class,
                    () -> Tensor.ones(1, 1, 4, 4).avgPool2d(TWO.dilation(2)),
                    "avgPool2d",
                    "dilation [2]"))
            .refuses(
                ErrorCase.of(
                    "divisor 0",
                    IllegalArgumentException.class,
                    () -> Tensor.ones(1, 1, 4, 4).avgPool2d(TWO.divisor(0)),
                    "avgPool2d",
                    "divisor")),
        mean("avgPool2d(odd)", in -> in.get(0).avgPool2d(ODD), ODD).sample(in(1, 2, 5, 4)),
        mean("avgPool2d(excluding)", in -> in.get(0).avgPool2d(excluding), excluding)
            .sample(in(1, 2, 5, 4)),
        mean("avgPool2d(rounding up)", in -> in.get(0).avgPool2d(up), up).sample(in(1, 2, 4, 6)),
        mean("avgPool2d(divisor)", in -> in.get(0).avgPool2d(flat), flat).sample(in(1, 2, 4, 5)),
        single(),
        mean("avgPool3d", in -> in.get(0).avgPool3d(2), TWO)
            .sample(in(1, 2, 2, 4, 3))
            .sample(in(2, 2, 5, 6, 7)),
        mean("avgPool3d(odd)", in -> in.get(0).avgPool3d(excluding), excluding)
            .sample(in(1, 1, 3, 4, 4)));
  }

  private static OpCase mean(String name, Subject subject, PoolOptions options) {
    return OpCase.of(name, subject, in -> PoolReference.means(in.get(0), options));
  }

  /** One image without a batch. */
  private static OpCase single() {
    return OpCase.of(
            "avgPool2d(single)",
            in -> in.get(0).avgPool2d(2),
            in -> {
              Values x = in.get(0);
              Values out = PoolReference.means(x.reshape(1, x.dim(0), x.dim(1), x.dim(2)), TWO);
              return out.reshape(out.dim(1), out.dim(2), out.dim(3));
            })
        .sample(in(2, 4, 5));
  }

  private static OpCase power() {
    PoolOptions options = PoolOptions.of(2).stride(1);
    return OpCase.of(
            "lpPool2d",
            in -> in.get(0).lpPool2d(3, options),
            in ->
                PoolReference.pool(
                    in.get(0),
                    options,
                    (elements, _, _) -> {
                      double sum = 0;
                      for (double element : elements) {
                        sum += Math.pow(element, 3);
                      }
                      return Math.cbrt(sum);
                    }))
        .within(2e-5, 1e-11)
        .sample(Input.real(0.5, 3, 1, 2, 3, 4))
        .refuses(
            ErrorCase.of(
                "power 0",
                IllegalArgumentException.class,
                () -> Tensor.ones(1, 1, 4, 4).lpPool2d(0, options),
                "lpPool2d",
                "more than 0"));
  }

  /** The maxima of windows side by side put back. */
  private static OpCase unpool() {
    return OpCase.of(
            "maxUnpool2d",
            in -> {
              Tensor at = in.get(0).maxPool2dWithPositions(TWO).positions();
              return in.get(0).maxPool2d(2).maxUnpool2d(at, in.get(0).dim(2), in.get(0).dim(3));
            },
            in -> {
              Values x = in.get(0);
              Values best = PoolReference.maxima(x, TWO, false);
              return Values.generate(
                  x.shape(),
                  i -> {
                    boolean window = i[2] / 2 < best.dim(2) && i[3] / 2 < best.dim(3);
                    boolean won = window && best.at(i[0], i[1], i[2] / 2, i[3] / 2) == x.at(i);
                    return won ? x.at(i) : 0;
                  });
            })
        .sample(in(1, 2, 4, 5))
        .sample(in(2, 3, 6, 8))
        .refuses(
            refused(
                "positions of another shape",
                () -> Tensor.ones(1, 1, 2, 2).maxUnpool2d(Tensor.of(new long[4]), 4, 4),
                "maxUnpool2d",
                "[4]",
                "[1, 1, 2, 2]"))
        .refuses(
            ErrorCase.of(
                "a position outside",
                IndexOutOfBoundsException.class,
                () -> {
                  Tensor at = Tensor.of(new long[] {0, 1, 2, 16}, 1, 1, 2, 2);
                  return Tensor.ones(1, 1, 2, 2).maxUnpool2d(at, 4, 4);
                },
                "maxUnpool2d",
                "16"));
  }
}
