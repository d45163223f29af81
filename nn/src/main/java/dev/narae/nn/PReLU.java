package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.Tensor;

/**
 * x where it is above 0, else weight · x, with a weight that is learnt (He et al., "Delving deep
 * into rectifiers", ICCV 2015, equation 1).
 *
 * <p>Parameter: {@code weight} (1), or (channels) for inputs (N, channels, …); at first 0.25.
 */
public final class PReLU extends Layer {
  private static final double FIRST = 0.25;

  private final Parameter weight;

  /** One weight for all elements. */
  public PReLU() {
    this(1);
  }

  /**
   * A weight for each channel.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public PReLU(long channels) {
    this(channels, FIRST);
  }

  /**
   * A weight for each channel that begins at another number.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  public PReLU(long channels, double first) {
    Checks.positive("PReLU", "channels", channels);
    weight = parameter("weight", Init.full(Shape.of(channels), first));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.prelu(weight.tensor());
  }

  @Override
  protected String settings() {
    return Long.toString(weight.shape().dim(0));
  }
}
