package dev.narae.nn;

import dev.narae.PoolOptions;
import dev.narae.Tensor;

/** What all kinds of pooling by windows share. */
public abstract sealed class Pool extends Layer
    permits MaxPool1d, MaxPool2d, MaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d {
  private final PoolOptions options;
  private final Spatial spatial;
  private final boolean maximum;

  Pool(PoolOptions options, int dims, boolean maximum) {
    this.options = options;
    this.spatial = new Spatial(kind(), dims);
    this.maximum = maximum;
    PoolChecks.check(spatial, options, maximum);
  }

  /** The windows. */
  public final PoolOptions options() {
    return options;
  }

  @Override
  protected final Tensor forward(Tensor x) {
    return pool(x, options);
  }

  /** The operator of this kind. */
  abstract Tensor pool(Tensor x, PoolOptions windows);

  @Override
  protected final String settings() {
    String windows =
        "kernel=%s, stride=%s, padding=%s"
            .formatted(
                spatial.text(options.kernel()),
                spatial.text(options.stride()),
                spatial.text(options.padding()));
    String more =
        maximum
            ? ", dilation=" + spatial.text(options.dilation())
            : ", countIncludePad=" + options.countIncludePad();
    return windows + more + (options.ceilMode() ? ", ceilMode=true" : "");
  }
}
