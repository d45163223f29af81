package dev.narae.expr;

/** The formulas of {@link Activations}. */
final class ActivationFormulas {
  // Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks (2017), equation 14.
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_SCALE = 1.0507009873554805;

  private static final Expr ZERO = Expr.constant(0);

  static final Formula RELU = Formula.unary("relu", x -> x.le(0).where(ZERO, x));
  static final Formula RELU6 =
      Formula.unary("relu6", x -> saturate(x, Expr.constant(0), Expr.constant(6)));
  static final Formula SILU = Formula.unary("silu", x -> x.mul(x.sigmoid()));
  static final Formula GELU =
      Formula.unary("gelu", x -> x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1)));
  static final Formula GELU_TANH =
      Formula.unary(
          "geluTanh",
          x ->
              x.square()
                  .mul(0.044715)
                  .add(1)
                  .mul(x)
                  .mul(Math.sqrt(2 / Math.PI))
                  .tanh()
                  .add(1)
                  .mul(0.5)
                  .mul(x));
  static final Formula SOFTPLUS = Formula.unary("softplus", ActivationFormulas::softplus);
  static final Formula SOFTPLUS_SCALED =
      Formula.of("softplus", 1, 2, softplus(Expr.arg(0), Expr.scalar(0), Expr.scalar(1)));
  static final Formula LOG_SIGMOID = Formula.unary("logsigmoid", x -> x.neg().softplus().neg());
  static final Formula MISH = Formula.unary("mish", x -> x.mul(x.softplus().tanh()));
  static final Formula SOFTSIGN = Formula.unary("softsign", x -> x.div(x.abs().add(1)));
  static final Formula ELU = Formula.unary("elu", x -> x.gt(0).where(x, negativePart(x).expm1()));
  static final Formula ELU_SCALED =
      Formula.withScalar("elu", (x, a) -> x.gt(0).where(x, negativePart(x).expm1().mul(a)));
  static final Formula CELU =
      Formula.withScalar("celu", (x, a) -> x.gt(0).where(x, negativePart(x).div(a).expm1().mul(a)));
  static final Formula SELU =
      Formula.unary(
          "selu", x -> x.gt(0).where(x, negativePart(x).expm1().mul(SELU_ALPHA)).mul(SELU_SCALE));
  static final Formula HARDTANH =
      Formula.unary("hardtanh", x -> saturate(x, Expr.constant(-1), Expr.constant(1)));
  static final Formula HARDTANH_BETWEEN =
      Formula.of("hardtanh", 1, 2, saturate(Expr.arg(0), Expr.scalar(0), Expr.scalar(1)));
  static final Formula HARDSIGMOID =
      Formula.unary(
          "hardsigmoid", x -> saturate(x.add(3), Expr.constant(0), Expr.constant(6)).div(6));
  static final Formula HARDSWISH = Formula.unary("hardswish", x -> x.mul(x.hardsigmoid()));
  static final Formula LEAKY_RELU =
      Formula.withScalar("leakyRelu", (x, s) -> x.gt(0).where(x, x.mul(s)));
  static final Formula PRELU = Formula.binary("prelu", (x, w) -> x.gt(0).where(x, x.mul(w)));
  static final Formula HARDSHRINK =
      Formula.withScalar("hardshrink", (x, s) -> x.abs().le(s).where(ZERO, x));
  static final Formula SOFTSHRINK = Formula.withScalar("softshrink", ActivationFormulas::shrink);
  static final Formula TANHSHRINK = Formula.unary("tanhshrink", x -> x.sub(x.tanh()));
  static final Formula THRESHOLD =
      Formula.of(
          "threshold", 1, 2, Expr.arg(0).le(Expr.scalar(0)).where(Expr.scalar(1), Expr.arg(0)));

  private ActivationFormulas() {}

  /** What the exponential of an activation may see: nothing that overflows. */
  private static Expr negativePart(Expr x) {
    return x.gt(0).where(ZERO, x);
  }

  /** log(1 + e^-|x|) + max(x, 0), cut so that both sides meet smoothly at 0 in any derivative. */
  private static Expr softplus(Expr x) {
    Expr folded = x.gt(0).where(x.neg(), x);
    return folded.exp().log1p().add(x.gt(0).where(x, ZERO));
  }

  private static Expr softplus(Expr x, Expr beta, Expr threshold) {
    Expr scaled = x.mul(beta);
    return scaled.gt(threshold).where(x, softplus(scaled).div(beta));
  }

  /** A limit whose gradient is 0 at the limits themselves, as PyTorch's bounded activations. */
  private static Expr saturate(Expr x, Expr low, Expr high) {
    Expr lower = x.le(low).where(low, x);
    return x.ge(high).where(high, lower);
  }

  /** NaN, which is neither side, stays. */
  private static Expr shrink(Expr x, Expr by) {
    Expr inner = x.eq(x).where(ZERO, x);
    return x.gt(by).where(x.sub(by), x.lt(by.neg()).where(x.add(by), inner));
  }
}
