package dev.narae.nn;

import dev.narae.InterpolateOptions;
import dev.narae.Tensor;

/**
 * (N, C, L), (N, C, H, W) or (N, C, D, H, W) with other spatial extents, as {@link
 * Tensor#interpolate} finds them.
 */
public final class Upsample extends Layer {
  private final InterpolateOptions options;

  /** Extents times a factor, from the nearest places. */
  public Upsample(double scale) {
    this(InterpolateOptions.scale(scale));
  }

  /** The general form. */
  public Upsample(InterpolateOptions options) {
    this.options = options;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.interpolate(options);
  }

  @Override
  protected String settings() {
    String extents =
        options.size().isEmpty() ? "scale=" + options.scale() : "size=" + options.size();
    return "%s, mode=%s".formatted(extents, options.mode());
  }
}
