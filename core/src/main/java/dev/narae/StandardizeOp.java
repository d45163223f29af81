package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * y = (x - m) · s with s = 1 / √(v + eps), where m is the mean and v the mean squared distance from
 * it over the axes where {@code target} has extent 1; if not {@code centred}, m is 0. The distances
 * are squared in a second pass, so nothing cancels out.
 *
 * <p>Gradient: s · (g - mean(g) - y · mean(g · y)), without mean(g) if not centred. Where few
 * elements meet, nearly all of g cancels out: m and s are F64, and y is not read but computed again
 * from them.
 *
 * <p>Outputs: y, s and, if centred, m and v; v is for running statistics and passes no gradient.
 *
 * @param target the input's shape with extent 1 at the axes
 * @param centred whether the mean is subtracted
 * @param eps what is added to the variance
 */
record StandardizeOp(Shape target, boolean centred, double eps) implements Op {
  private static final Expr X = Expr.arg(0);
  private static final Formula SQUARE = Formula.unary("square", x -> x.mul(x));
  private static final Formula SQUARED_DISTANCE =
      Formula.binary("squaredDistance", (x, mean) -> x.sub(mean).square());
  private static final Formula SCALE =
      Formula.withScalar("scale", (variance, eps) -> variance.add(eps).rsqrt());

  /** Inputs x and s. */
  private static final Formula SCALED = Formula.binary("standardize", (x, scale) -> x.mul(scale));

  /** Inputs x, s and m. */
  private static final Formula CENTRED =
      Formula.of("standardize", 3, 0, X.sub(Expr.arg(2)).mul(Expr.arg(1)));

  /** Inputs x, s and g, or x, s, m and g: g · y. */
  private static final Formula SCALED_PRODUCT =
      Formula.of("product", 3, 0, SCALED.body().mul(Expr.arg(2)));

  private static final Formula CENTRED_PRODUCT =
      Formula.of("product", 4, 0, CENTRED.body().mul(Expr.arg(3)));

  /** Inputs x, s, g and the sum of g · y; scalar 1 / n. */
  private static final Formula SCALED_BACKWARD =
      Formula.of(
          "standardizeBackward",
          4,
          1,
          Expr.arg(2).sub(SCALED.body().mul(Expr.arg(3)).mul(Expr.scalar(0))).mul(Expr.arg(1)));

  /** Inputs x, s, m, g, the sum of g · y and that of g; scalar 1 / n. */
  private static final Formula CENTRED_BACKWARD =
      Formula.of(
          "standardizeBackward",
          6,
          1,
          Expr.arg(3)
              .sub(CENTRED.body().mul(Expr.arg(4)).add(Expr.arg(5)).mul(Expr.scalar(0)))
              .mul(Expr.arg(1)));

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
    double count = count(x.shape());
    try (Scope scope = Scope.open(name());
        var _ = Grad.noGrad()) {
      if (!centred) {
        Tensor factor = sum(SQUARE, x).div(count).apply(SCALE, List.of(), eps);
        return keep(scope, map(SCALED, x.dtype(), List.of(), x, factor), factor);
      }
      Tensor mean = sum(MapOp.IDENTITY, x).div(count);
      Tensor variance = sum(SQUARED_DISTANCE, x, mean).div(count);
      Tensor factor = variance.apply(SCALE, List.of(), eps);
      Tensor y = map(CENTRED, x.dtype(), List.of(), x, factor, mean);
      return keep(scope, y, factor, mean, variance);
    }
  }

  private static Tensor[] keep(Scope scope, Tensor... tensors) {
    for (Tensor tensor : tensors) {
      scope.keep(tensor);
    }
    return tensors;
  }

  private static Tensor map(
      Formula formula, DType dtype, List<Number> scalars, Tensor... operands) {
    return Dispatch.run(new MapOp(formula, scalars, dtype), operands);
  }

  private Tensor sum(Formula formula, Tensor... operands) {
    return ReduceOp.sumTo(target, formula, List.of(), DType.F64, operands);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i == 1 || i == 2;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor x = node.input(0);
    Tensor scale = node.output(1);
    double inverse = 1 / count(x.shape());
    @Nullable Tensor result = null;
    if (upstream[0] != null) {
      result = viaY(node, upstream[0], inverse);
    }
    if (upstream[1] != null) {
      Tensor distance = centred ? x.sub(node.output(2)) : x;
      Tensor slope = upstream[1].mul(scale.pow(3L)).mul(-inverse);
      result = plus(result, distance.mul(slope).to(x.dtype()));
    }
    if (centred && upstream[2] != null) {
      result = plus(result, upstream[2].mul(inverse).expand(x.shape()).to(x.dtype()));
    }
    return new Tensor[] {result};
  }

  private static Tensor plus(@Nullable Tensor sum, Tensor more) {
    return sum == null ? more : sum.add(more);
  }

  private Tensor viaY(Node node, Tensor g, double inverse) {
    Tensor x = node.input(0);
    Tensor scale = node.output(1);
    List<Number> scalars = List.of(inverse);
    if (!centred) {
      Tensor along = sum(SCALED_PRODUCT, x, scale, g);
      return map(SCALED_BACKWARD, x.dtype(), scalars, x, scale, g, along);
    }
    Tensor mean = node.output(2);
    Tensor along = sum(CENTRED_PRODUCT, x, scale, mean, g);
    Tensor total = sum(MapOp.IDENTITY, g);
    return map(CENTRED_BACKWARD, x.dtype(), scalars, x, scale, mean, g, along, total);
  }
}
