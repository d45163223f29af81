package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * y = (x - m) · s with s = 1 / √(v + eps), where m is the mean and v the mean squared distance from
 * it over the axes where {@code target} has extent 1; if not {@code centred}, m is 0. The distances
 * are squared in a second pass, so nothing cancels out.
 *
 * <p>Gradient: s · (g - mean(g) - y · mean(g · y)), without mean(g) if not centred. Outputs: y, s
 * and, if centred, m and v; the last two are for running statistics and pass no gradient.
 *
 * @param target the input's shape with extent 1 at the axes
 * @param centred whether the mean is subtracted
 * @param eps what is added to the variance
 */
record StandardizeOp(Shape target, boolean centred, double eps) implements Op {
  private static final Formula SQUARE = Formula.unary("square", x -> x.mul(x));
  private static final Formula SQUARED_DISTANCE =
      Formula.binary("squaredDistance", (x, mean) -> x.sub(mean).square());
  private static final Formula PRODUCT = Formula.binary("product", (x, y) -> x.mul(y));
  private static final Formula SCALE =
      Formula.withScalar("scale", (variance, eps) -> variance.add(eps).rsqrt());
  private static final Formula SCALED = Formula.binary("standardize", (x, scale) -> x.mul(scale));
  private static final Formula CENTRED =
      Formula.of("standardize", 3, 0, Expr.arg(0).sub(Expr.arg(2)).mul(Expr.arg(1)));

  /** Inputs g, y, s and the sum of g · y; scalar 1 / n. */
  private static final Formula SCALED_BACKWARD =
      Formula.of(
          "standardizeBackward",
          4,
          1,
          Expr.arg(2).mul(Expr.arg(0).sub(Expr.arg(1).mul(Expr.arg(3).mul(Expr.scalar(0))))));

  /** As {@link #SCALED_BACKWARD}, and the sum of g as the last input. */
  private static final Formula CENTRED_BACKWARD =
      Formula.of(
          "standardizeBackward",
          5,
          1,
          Expr.arg(2)
              .mul(
                  Expr.arg(0)
                      .sub(Expr.arg(1).mul(Expr.arg(3)).add(Expr.arg(4)).mul(Expr.scalar(0)))));

  @Override
  public String name() {
    return "standardize";
  }

  private double count(Shape input) {
    double count = 1;
    for (int i = 0; i < target.rank(); i++) {
      count *= target.dim(i) == 1 ? input.dim(i) : 1;
    }
    return count;
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor y = Tensor.allocate(backend, x.shape(), x.dtype());
    Tensor scale = Tensor.allocate(backend, target, x.dtype());
    double count = count(x.shape());
    try (Scope scope = Scope.open(name());
        var _ = Grad.noGrad()) {
      if (!centred) {
        scale(backend, sum(SQUARE, x).div(count), scale);
        store(backend, SCALED, y, x, scale);
        return new Tensor[] {y, scale};
      }
      Tensor mean = sum(MapOp.IDENTITY, x).div(count);
      Tensor variance = sum(SQUARED_DISTANCE, x, mean).div(count);
      scale(backend, variance, scale);
      store(backend, CENTRED, y, x, scale, mean);
      return new Tensor[] {y, scale, scope.keep(mean), scope.keep(variance)};
    }
  }

  private void scale(Backend backend, Tensor variance, Tensor out) {
    MapOp.run(backend, SCALE, List.of(eps), List.of(variance.view()), out.view());
  }

  private static void store(Backend backend, Formula formula, Tensor out, Tensor... operands) {
    List<View> views =
        java.util.Arrays.stream(operands)
            .map(operand -> operand.view().broadcastTo(out.shape()))
            .toList();
    MapOp.run(backend, formula, List.of(), views, out.view());
  }

  private Tensor sum(Formula formula, Tensor... operands) {
    return ReduceOp.sumTo(target, formula, List.of(), operands[0].dtype(), operands);
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i < 2;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor y = node.output(0);
    Tensor scale = node.output(1);
    double inverse = 1 / count(node.shape(0));
    Tensor g = upstream[0];
    Tensor u = upstream[1];
    Tensor viaY = g == null ? null : viaY(g, y, scale, inverse);
    Tensor viaScale = u == null ? null : y.mul(u.mul(scale.square()).mul(-inverse));
    return new Tensor[] {viaY == null ? viaScale : viaScale == null ? viaY : viaY.add(viaScale)};
  }

  private Tensor viaY(Tensor g, Tensor y, Tensor scale, double inverse) {
    Tensor along = sum(PRODUCT, g, y);
    return centred
        ? g.apply(CENTRED_BACKWARD, List.of(y, scale, along, sum(MapOp.IDENTITY, g)), inverse)
        : g.apply(SCALED_BACKWARD, List.of(y, scale, along), inverse);
  }
}
