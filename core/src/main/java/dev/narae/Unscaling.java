package dev.narae;

import dev.narae.expr.Formula;
import dev.narae.spi.ReduceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the factor of a scaled loss off its gradients, and looks whether all are finite. */
final class Unscaling {
  private static final Formula NOT_FINITE =
      Formula.unary("unscale", x -> x.sub(x).eq(0).logicalNot().asNumber());

  private Unscaling() {}

  static boolean apply(List<Tensor> tensors, double scale) {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "unscale: the scale is %s; it must be above 0 and finite".formatted(scale));
    }
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor tensor : tensors) {
      Tensor gradient = tensor.grad();
      if (gradient != null) {
        requireDigits(gradient);
        gradients.add(gradient);
      }
    }
    try (Scope _ = Scope.open("unscale");
        var _ = Grad.noGrad()) {
      Map<Device, List<Tensor>> found = new LinkedHashMap<>();
      for (Tensor gradient : gradients) {
        if (gradient.size() > 0) {
          found
              .computeIfAbsent(gradient.device(), _ -> new ArrayList<>())
              .add(isNotFinite(gradient));
        }
        gradient.mulInPlace(1 / scale);
      }
      return found.values().stream().allMatch(Unscaling::isZero);
    }
  }

  private static void requireDigits(Tensor gradient) {
    if (gradient.dtype().isHalf()) {
      throw new DTypeException(
          ("unscale: a gradient of shape %s is %s, which would lose small values again; keep"
                  + " parameters in f32 and convert by Autocast")
              .formatted(gradient.shape(), gradient.dtype()));
    }
  }

  /** 1 if an element is infinite or NaN, else 0; in F32, without dimensions. */
  private static Tensor isNotFinite(Tensor gradient) {
    long[] ones = new long[gradient.rank()];
    Arrays.fill(ones, 1);
    ReduceOp op =
        new ReduceOp(
            "unscale", ReduceKind.MAX, NOT_FINITE, List.of(), Shape.of(ones), gradient.dtype());
    return Dispatch.run(op, gradient).reshape(Shape.scalar()).to(DType.F32);
  }

  private static boolean isZero(List<Tensor> flags) {
    return Tensor.stack(0, flags.toArray(Tensor[]::new)).amax().item() == 0;
  }
}
