package dev.narae.nn;

import dev.narae.Shape;
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
