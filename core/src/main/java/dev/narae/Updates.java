package dev.narae;

import dev.narae.expr.Formula;
import java.util.List;

/**
 * Changes of a tensor's own memory. Each returns the tensor, keeps its shape and dtype, and is
 * recorded like any operation: gradients flow as if the result were a new tensor, through the
 * tensor, its views and the tensor it is a view of. Operands are broadcast to its shape.
 *
 * <p>A leaf that requires a gradient changes inside {@link Grad#noGrad()} only, as optimizers do;
 * elsewhere that is an {@link AutogradException}. A backward that would read a value which was
 * changed after it was computed with is refused. A result that does not fit into the tensor's
 * dtype, as a fraction into integers, is a {@link DTypeException}, and an operand larger than the
 * tensor a {@link ShapeException}.
 */
public sealed interface Updates permits Tensor {

  /** this += other. */
  default Tensor addInPlace(Tensor other) {
    return change(InPlaceFormulas.ADD, List.of(other));
  }

  /** this += scale * other. */
  default Tensor addInPlace(Tensor other, double scale) {
    return change(InPlaceFormulas.ADD_SCALED, List.of(other), scale);
  }

  /** this += other. */
  default Tensor addInPlace(double other) {
    return change(InPlaceFormulas.ADD_NUMBER, List.of(), other);
  }

  /** this += other. */
  default Tensor addInPlace(long other) {
    return change(InPlaceFormulas.ADD_NUMBER, List.of(), other);
  }

  /** this -= other. */
  default Tensor subInPlace(Tensor other) {
    return change(InPlaceFormulas.SUB, List.of(other));
  }

  /** this -= other. */
  default Tensor subInPlace(double other) {
    return change(InPlaceFormulas.SUB_NUMBER, List.of(), other);
  }

  /** this -= other. */
  default Tensor subInPlace(long other) {
    return change(InPlaceFormulas.SUB_NUMBER, List.of(), other);
  }

  /** this *= other. */
  default Tensor mulInPlace(Tensor other) {
    return change(InPlaceFormulas.MUL, List.of(other));
  }

  /** this *= other. */
  default Tensor mulInPlace(double other) {
    return change(InPlaceFormulas.MUL_NUMBER, List.of(), other);
  }

  /** this *= other. */
  default Tensor mulInPlace(long other) {
    return change(InPlaceFormulas.MUL_NUMBER, List.of(), other);
  }

  /** this /= other. */
  default Tensor divInPlace(Tensor other) {
    return change(InPlaceFormulas.DIV, List.of(other));
  }

  /** this /= other. */
  default Tensor divInPlace(double other) {
    return change(InPlaceFormulas.DIV_NUMBER, List.of(), other);
  }

  /** this = this to the power of {@code exponent}. */
  default Tensor powInPlace(double exponent) {
    return change(InPlaceFormulas.POW_NUMBER, List.of(), exponent);
  }

  /** this = -this. */
  default Tensor negInPlace() {
    return change(InPlaceFormulas.NEG, List.of());
  }

  /** this = |this|. */
  default Tensor absInPlace() {
    return change(InPlaceFormulas.ABS, List.of());
  }

  /** this = e to the power of this. */
  default Tensor expInPlace() {
    return change(InPlaceFormulas.EXP, List.of());
  }

  /** this = the natural logarithm of this. */
  default Tensor logInPlace() {
    return change(InPlaceFormulas.LOG, List.of());
  }

  /** this = the square root of this. */
  default Tensor sqrtInPlace() {
    return change(InPlaceFormulas.SQRT, List.of());
  }

  /** this = tanh(this). */
  default Tensor tanhInPlace() {
    return change(InPlaceFormulas.TANH, List.of());
  }

  /** this = 1 / (1 + e^-this). */
  default Tensor sigmoidInPlace() {
    return change(InPlaceFormulas.SIGMOID, List.of());
  }

  /** this = max(this, 0). */
  default Tensor reluInPlace() {
    return change(InPlaceFormulas.RELU, List.of());
  }

  /** Limits every element to [low, high]. */
  default Tensor clampInPlace(double low, double high) {
    return change(InPlaceFormulas.CLAMP, List.of(), low, high);
  }

  /** Limits every element to [low, high]. */
  default Tensor clampInPlace(long low, long high) {
    return change(InPlaceFormulas.CLAMP, List.of(), low, high);
  }

  /** Sets every element to one value; integer dtypes drop the fraction. */
  default Tensor fill(double value) {
    return change(InPlaceFormulas.FILL, List.of(), value);
  }

  /** Sets every element to one value. */
  default Tensor fill(long value) {
    return change(InPlaceFormulas.FILL, List.of(), value);
  }

  /** Sets every element to 0. */
  default Tensor zero() {
    return fill(0L);
  }

  /** Copies the elements of another tensor, converted to this dtype. */
  default Tensor copyFrom(Tensor source) {
    return change(InPlaceFormulas.COPY, List.of(source));
  }

  /** Sets the elements where {@code mask}, BOOL, is true to one value. */
  default Tensor maskedFillInPlace(Tensor mask, double value) {
    return change(InPlaceFormulas.MASKED_FILL, List.of(mask(mask)), value);
  }

  /** Sets the elements where {@code mask}, BOOL, is true to one value. */
  default Tensor maskedFillInPlace(Tensor mask, long value) {
    return change(InPlaceFormulas.MASKED_FILL, List.of(mask(mask)), value);
  }

  private static Tensor mask(Tensor mask) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          "maskedFillInPlace: the mask is %s; it must be bool, as comparisons return"
              .formatted(mask.dtype()));
    }
    return mask;
  }

  /** Draws every element evenly from [low, high); the dtype must be floating. */
  default Tensor uniformInPlace(double low, double high) {
    Creation.requireFloating("uniformInPlace", self().dtype());
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "uniformInPlace: from %s to %s is no interval; exchange the limits".formatted(low, high));
    }
    long key = Generator.global().nextKey();
    return copyFrom(
        Creation.uniform(self().shape(), low, high, self().dtype(), self().device(), key));
  }

  /** Draws every element from the normal distribution; the dtype must be floating. */
  default Tensor normalInPlace(double mean, double std) {
    Creation.requireFloating("normalInPlace", self().dtype());
    if (!(std >= 0)) {
      throw new IllegalArgumentException(
          "normalInPlace: the standard deviation is %s; it must be at least 0".formatted(std));
    }
    long key = Generator.global().nextKey();
    return copyFrom(
        Creation.normal(self().shape(), mean, std, self().dtype(), self().device(), key));
  }

  /** Sets every element to 1 with probability {@code p}, else to 0. */
  default Tensor bernoulliInPlace(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "bernoulliInPlace: the probability is %s; it must lie in [0, 1]".formatted(p));
    }
    return change(InPlaceFormulas.BERNOULLI, List.of(), Generator.global().nextKey(), p);
  }

  /**
   * this = formula(this, others…) elementwise, as one kernel: what optimizers are made of.
   *
   * @param formula its first input is this tensor
   */
  default Tensor update(Formula formula, List<Tensor> others, Number... scalars) {
    return change(formula, others, scalars);
  }

  private Tensor change(Formula formula, List<Tensor> others, Number... scalars) {
    return InPlace.apply(self(), formula, others, scalars);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
