package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x wᵀ + b over the last dimension: (…, inputs) to (…, outputs).
 *
 * <p>Parameters: {@code weight} (outputs, inputs) and {@code bias} (outputs), at first uniform
 * between ±1/√inputs.
 */
public final class Linear extends Layer {
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with bias. */
  public Linear(long inputs, long outputs) {
    this(inputs, outputs, true);
  }

  /**
   * A layer with or without bias.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Linear(long inputs, long outputs, boolean withBias) {
    Checks.positive("Linear", "inputs", inputs);
    Checks.positive("Linear", "outputs", outputs);
    weight = parameter("weight", Init.defaultWeight(Shape.of(outputs, inputs)));
    bias = withBias ? parameter("bias", Init.defaultBias(weight.shape())) : null;
  }

  /**
   * A layer over parameters of other modules, as when scores are computed with the weight of an
   * {@link Embedding}: they are tied, have one gradient, and change together.
   *
   * @param weight (outputs, inputs)
   * @param bias (outputs), or null
   * @throws ShapeException if the shapes do not fit
   */
  public Linear(Parameter weight, @Nullable Parameter bias) {
    if (weight.shape().rank() != 2
        || (bias != null && !bias.shape().equals(Shape.of(weight.shape().dim(0))))) {
      throw new ShapeException(
          "Linear: weight %s and bias %s; they must be (outputs, inputs) and (outputs)"
              .formatted(weight.shape(), bias == null ? "none" : bias.shape()));
    }
    this.weight = parameter("weight", weight);
    this.bias = bias == null ? null : parameter("bias", bias);
  }

  /** The weight (outputs, inputs). */
  public Parameter weight() {
    return weight;
  }

  /** The bias (outputs), or null. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return bias == null ? x.linear(weight.tensor()) : x.linear(weight.tensor(), bias.tensor());
  }

  @Override
  protected String settings() {
    return "%d, %d, bias=%b".formatted(weight.shape().dim(1), weight.shape().dim(0), bias != null);
  }
}
