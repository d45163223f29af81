package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.ReduceKind;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Norms as sums of powers taken in the kernel that computes them, and a root. Powers and roots are
 * cut out at 0, where their derivatives are not finite and the norm's subgradient 0 is wanted.
 */
final class VectorNorm {
  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);
  private static final Expr P = Expr.scalar(0);

  private static final Expr INFINITY = Expr.constant(Double.POSITIVE_INFINITY);

  /** The square root, with gradient 0 at 0. */
  private static final Formula ROOT =
      Formula.unary("norm", s -> s.eq(0).where(ZERO, s.eq(0).where(ONE, s).sqrt()));

  private static final Formula ROOT_OF_ORDER =
      Formula.withScalar(
          "norm", (s, p) -> s.eq(0).where(ZERO, s.eq(0).where(ONE, s).pow(p.reciprocal())));

  private static final Sum COUNT = Sum.of(x -> x.eq(0).where(ZERO, ONE), 0, (total, _) -> total);
  private static final Sum ABSOLUTE = Sum.of(Expr::abs, 0, (total, _) -> total);
  private static final Sum SQUARE =
      Sum.of(Expr::square, 0, (total, _) -> total.apply(ROOT, List.of()));
  private static final Sum POWER =
      Sum.of(VectorNorm::power, 1, (total, p) -> total.apply(ROOT_OF_ORDER, List.of(), p));

  private interface Root {
    Tensor of(Tensor total, double p);
  }

  /**
   * What is summed, of an element and of the difference of two, and what the norm is of the sum.
   */
  private record Sum(Formula ofElement, Formula ofDifference, Root root) {
    static Sum of(UnaryOperator<Expr> body, int scalars, Root root) {
      return new Sum(
          Formula.of("norm", 1, scalars, body.apply(Expr.arg(0))),
          Formula.of("cdist", 2, scalars, body.apply(Expr.arg(0).sub(Expr.arg(1)))),
          root);
    }

    static Sum of(double p) {
      return p == 0 ? COUNT : p == 1 ? ABSOLUTE : p == 2 ? SQUARE : POWER;
    }
  }

  private VectorNorm() {}

  private static Expr power(Expr x) {
    Expr ofZero = P.lt(0).where(INFINITY, ZERO);
    return x.eq(0).where(ofZero, x.eq(0).where(ONE, x.abs()).pow(P));
  }

  static Tensor of(String op, double p, boolean keepDim, int[] dims, Tensor input) {
    Tensor x = Casting.wide(input);
    x.requireFloating(op);
    requireOrder(op, p);
    boolean[] axes = Axes.of(op, x.shape(), dims);
    if (Double.isInfinite(p)) {
      Axes.requireElements(op, x.shape(), dims);
      return p > 0 ? x.abs().amax(keepDim, dims) : x.abs().amin(keepDim, dims);
    }
    Sum sum = Sum.of(p);
    Shape target = Axes.reduced(x.shape(), axes);
    Tensor norm = Halves.apply(x, v -> sum.root.of(reduced(op, sum.ofElement, p, target, v), p));
    return keepDim ? norm : Axes.drop(norm, axes);
  }

  private static void requireOrder(String op, double p) {
    if (Double.isNaN(p)) {
      throw new IllegalArgumentException(op + ": p is NaN; use a number or infinity");
    }
  }

  private static Tensor reduced(
      String op, Formula formula, double p, Shape target, Tensor... operands) {
    List<Number> scalars = formula.scalars() == 0 ? List.of() : List.of(p);
    DType dtype = Promotion.of(formula, operands, scalars);
    return Dispatch.run(
        new ReduceOp(op, ReduceKind.SUM, formula, scalars, target, dtype), operands);
  }

  static Tensor distances(Tensor first, Tensor second, double p) {
    Tensor a = Casting.wide(first);
    Tensor b = Casting.wide(second);
    a.requireFloating("cdist");
    b.requireFloating("cdist");
    requireOrder("cdist", p);
    if (p < 0) {
      throw new IllegalArgumentException("cdist: p is %s; it must be 0 or more".formatted(p));
    }
    if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-1)) {
      throw new ShapeException(
          "cdist: shapes %s and %s; they must be (…, m, d) and (…, n, d)"
              .formatted(a.shape(), b.shape()));
    }
    Tensor left = a.unsqueeze(-2);
    Tensor right = b.unsqueeze(-3);
    Shape domain = left.shape().broadcast("cdist", right.shape());
    if (Double.isInfinite(p)) {
      return a.dim(-1) == 0 ? left.sub(right).sum(-1) : left.sub(right).abs().amax(-1);
    }
    Sum sum = Sum.of(p);
    Shape target = domain.with(domain.rank() - 1, 1);
    DType dtype = left.dtype().promote(right.dtype());
    Tensor total =
        reduced("cdist", sum.ofDifference, p, target, Halves.widened(left), Halves.widened(right));
    return sum.root.of(total, p).to(dtype).squeeze(-1);
  }
}
