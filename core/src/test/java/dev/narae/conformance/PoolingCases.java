package dev.narae.conformance;

import static dev.narae.conformance.OpCase.FLOATING;

import dev.narae.DTypeException;
import dev.narae.PoolOptions;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.Window;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Maxima over windows of images, and where they were found. */
final class PoolingCases {
  private PoolingCases() {}

  static List<OpCase> all() {
    Window overlapping = new Window(2, 1, 1, 0, 1, 1);
    Window dilated = new Window(1, 2, 0, 1, 2, 1);
    return List.of(
        sideBySide(),
        pool("maxPool2d(overlapping)", 3, 2, overlapping),
        pool("maxPool2d(dilated)", 2, 3, dilated),
        positions("maxPool2d.positions", 3, 2, overlapping),
        positions("maxPool2d.positions(dilated)", 2, 3, dilated));
  }

  private static OpCase sideBySide() {
    return OpCase.of(
            "maxPool2d(2)",
            in -> in.get(0).maxPool2d(2),
            in -> pooled(in.get(0), 2, 2, new Window(2, 2, 0, 0, 1, 1), false))
        .sample(Input.real(-3, 3, 2, 1, 4, 6))
        .sample(Input.real(-3, 3, 1, 2, 5, 3))
        .sample(Input.real(-3, 3, 2, 10, 24, 24))
        .sample(Input.real(-3, 3, 0, 1, 4, 4))
        .refuses(
            ErrorCase.of(
                "a matrix",
                ShapeException.class,
                () -> Tensor.ones(4, 4).maxPool2d(2),
                "maxPool2d",
                "[4, 4]",
                "(N, C, H, W)"))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[16], 1, 1, 4, 4).maxPool2d(2),
                "maxPool2d",
                "i32"))
        .refuses(
            ErrorCase.of(
                "a kernel too large",
                ShapeException.class,
                () -> Tensor.ones(1, 1, 2, 2).maxPool2d(3),
                "maxPool2d",
                "3×3",
                "[1, 1, 2, 2]"))
        .refuses(
            ErrorCase.of(
                "an empty kernel",
                ShapeException.class,
                () -> Tensor.ones(1, 1, 2, 2).maxPool2d(0),
                "maxPool2d",
                "kernel [0]"))
        .refuses(
            ErrorCase.of(
                "padding more than half a kernel",
                ShapeException.class,
                () -> Tensor.ones(1, 1, 4, 4).maxPool2d(PoolOptions.of(2).stride(1).padding(2, 0)),
                "maxPool2d",
                "padding 2×0",
                "half"));
  }

  private static OpCase pool(String name, int kernelH, int kernelW, Window window) {
    return OpCase.of(
            name,
            in -> in.get(0).maxPool2d(kernelH, kernelW, window).values(),
            in -> pooled(in.get(0), kernelH, kernelW, window, false))
        .sample(Input.real(-3, 3, 1, 2, 5, 4))
        .sample(Input.real(-3, 3, 2, 3, 9, 17));
  }

  private static OpCase positions(String name, int kernelH, int kernelW, Window window) {
    return OpCase.of(
            name,
            in -> in.get(0).maxPool2d(kernelH, kernelW, window).positions(),
            in -> pooled(in.get(0), kernelH, kernelW, window, true))
        .on(FLOATING, ResultType.I64)
        .order(0)
        .sample(Input.real(-3, 3, 1, 2, 5, 4))
        .sample(Input.real(-3, 3, 2, 3, 9, 17));
  }

  /** The maximum of each window by its definition, or its position. */
  private static Values pooled(
      Values x, int kernelH, int kernelW, Window window, boolean positions) {
    Shape shape =
        Shape.of(
            x.dim(0), x.dim(1), window.outH(x.dim(2), kernelH), window.outW(x.dim(3), kernelW));
    return Values.generate(
        shape,
        i -> {
          double best = Double.NEGATIVE_INFINITY;
          double position = -1;
          for (int kh = 0; kh < kernelH; kh++) {
            for (int kw = 0; kw < kernelW; kw++) {
              long h = i[2] * window.strideH() - window.padH() + (long) kh * window.dilationH();
              long w = i[3] * window.strideW() - window.padW() + (long) kw * window.dilationW();
              boolean inside = h >= 0 && h < x.dim(2) && w >= 0 && w < x.dim(3);
              if (inside && x.at(i[0], i[1], h, w) > best) {
                best = x.at(i[0], i[1], h, w);
                position = h * x.dim(3) + w;
              }
            }
          }
          return positions ? position : best;
        });
  }
}
