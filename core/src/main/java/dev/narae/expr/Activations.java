package dev.narae.expr;

import java.util.List;

/**
 * Activation functions of networks.
 *
 * @param <T> the operand type
 */
public interface Activations<T extends Elementwise<T>> {

  /** Applies a formula to this, further operands and runtime scalars, as one computation. */
  T apply(Formula formula, List<T> others, Number... scalars);

  /** max(x, 0); gradient 0 at 0 (Nair and Hinton 2010). */
  default T relu() {
    return apply(ActivationFormulas.RELU, List.of());
  }

  /** min(max(x, 0), 6). */
  default T relu6() {
    return apply(ActivationFormulas.RELU6, List.of());
  }

  /** x * sigmoid(x) (Elfwing et al. 2017). */
  default T silu() {
    return apply(ActivationFormulas.SILU, List.of());
  }

  /** x times the normal distribution function at x (Hendrycks and Gimpel 2016). */
  default T gelu() {
    return apply(ActivationFormulas.GELU, List.of());
  }

  /** log(1 + e^x), without overflow. */
  default T softplus() {
    return apply(ActivationFormulas.SOFTPLUS, List.of());
  }

  /** log(sigmoid(x)), without overflow. */
  default T logsigmoid() {
    return apply(ActivationFormulas.LOG_SIGMOID, List.of());
  }

  /** x * tanh(softplus(x)) (Misra 2019). */
  default T mish() {
    return apply(ActivationFormulas.MISH, List.of());
  }

  /** x / (1 + |x|). */
  default T softsign() {
    return apply(ActivationFormulas.SOFTSIGN, List.of());
  }

  /** x above 0, else e^x - 1 (Clevert et al. 2015). */
  default T elu() {
    return apply(ActivationFormulas.ELU, List.of());
  }

  /** The self-normalising ELU (Klambauer et al. 2017). */
  default T selu() {
    return apply(ActivationFormulas.SELU, List.of());
  }

  /** x limited to [-1, 1]. */
  default T hardtanh() {
    return apply(ActivationFormulas.HARDTANH, List.of());
  }

  /** min(max(x + 3, 0), 6) / 6. */
  default T hardsigmoid() {
    return apply(ActivationFormulas.HARDSIGMOID, List.of());
  }

  /** x * hardsigmoid(x) (Howard et al. 2019). */
  default T hardswish() {
    return apply(ActivationFormulas.HARDSWISH, List.of());
  }

  /** x above 0, else slope * x. */
  default T leakyRelu(double slope) {
    return apply(ActivationFormulas.LEAKY_RELU, List.of(), slope);
  }

  /** x above 0, else 0.01 x (Maas et al. 2013). */
  default T leakyRelu() {
    return apply(ActivationFormulas.LEAKY_RELU, List.of(), 0.01);
  }

  /** x above 0, else weight * x (He et al. 2015); the weight is broadcast. */
  default T prelu(T weight) {
    return apply(ActivationFormulas.PRELU, List.of(weight));
  }

  /** x above 0, else alpha (e^x - 1). */
  default T elu(double alpha) {
    return apply(ActivationFormulas.ELU_SCALED, List.of(), alpha);
  }

  /** x above 0, else e^x - 1. */
  default T celu() {
    return apply(ActivationFormulas.CELU, List.of(), 1.0);
  }

  /** x above 0, else alpha (e^(x / alpha) - 1): smooth for any alpha (Barron 2017). */
  default T celu(double alpha) {
    return apply(ActivationFormulas.CELU, List.of(), alpha);
  }

  /**
   * {@link #gelu} with its distribution function approximated by tanh (Hendrycks and Gimpel 2016).
   */
  default T geluTanh() {
    return apply(ActivationFormulas.GELU_TANH, List.of());
  }

  /** log(1 + e^(beta x)) / beta, and x itself where beta x is above 20. */
  default T softplus(double beta) {
    return softplus(beta, 20);
  }

  /** log(1 + e^(beta x)) / beta, and x itself where beta x is above the threshold. */
  default T softplus(double beta, double threshold) {
    return apply(ActivationFormulas.SOFTPLUS_SCALED, List.of(), beta, threshold);
  }

  /** x limited to [low, high]; gradient 0 at the limits. */
  default T hardtanh(double low, double high) {
    return apply(ActivationFormulas.HARDTANH_BETWEEN, List.of(), low, high);
  }

  /** x, but 0 where {@code |x| <= lambda}. */
  default T hardshrink(double lambda) {
    return apply(ActivationFormulas.HARDSHRINK, List.of(), lambda);
  }

  /** x, but 0 where {@code |x| <= 0.5}. */
  default T hardshrink() {
    return apply(ActivationFormulas.HARDSHRINK, List.of(), 0.5);
  }

  /** x moved towards 0 by lambda, and 0 where it would pass. */
  default T softshrink(double lambda) {
    return apply(ActivationFormulas.SOFTSHRINK, List.of(), lambda);
  }

  /** x moved towards 0 by 0.5, and 0 where it would pass. */
  default T softshrink() {
    return apply(ActivationFormulas.SOFTSHRINK, List.of(), 0.5);
  }

  /** x - tanh(x). */
  default T tanhshrink() {
    return apply(ActivationFormulas.TANHSHRINK, List.of());
  }

  /** x above the threshold, else value. */
  default T threshold(double threshold, double value) {
    return apply(ActivationFormulas.THRESHOLD, List.of(), threshold, value);
  }
}
