package dev.narae.nn;

import dev.narae.DType;
import dev.narae.RunningStatistics;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Each channel of each sample brought to mean 0 and variance 1 over its places, then perhaps times
 * weight plus bias (Ulyanov, Vedaldi and Lempitsky, "Instance normalization", 2016).
 *
 * <p>With {@link NormOptions#affine} there are the parameters {@code weight} (channels), at first
 * ones, and {@code bias} (channels), at first zeros; with {@link NormOptions#tracking} the buffers
 * of a {@link BatchNorm}, of which evaluation mode uses the averages in place of the sample's own
 * statistics; as in PyTorch, batches are not counted.
 */
public abstract sealed class InstanceNorm extends Layer
    permits InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
  private final long channels;
  private final NormOptions options;
  private final int dims;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final @Nullable Buffer mean;
  private final @Nullable Buffer variance;

  InstanceNorm(long channels, int dims, NormOptions options) {
    Checks.positive(kind(), "channels", channels);
    if (options.tracking() && options.momentum().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: plain averages are for batch normalisation; give a momentum".formatted(kind()));
    }
    this.channels = channels;
    this.dims = dims;
    this.options = options;
    Shape shape = Shape.of(channels);
    weight = options.affine() ? parameter("weight", Init.full(shape, 1)) : null;
    bias = options.affine() ? parameter("bias", Init.full(shape, 0)) : null;
    boolean tracking = options.tracking();
    mean = tracking ? buffer("running_mean", Init.full(shape, 0)) : null;
    variance = tracking ? buffer("running_var", Init.full(shape, 1)) : null;
    if (tracking) {
      buffer("num_batches_tracked", Tensor.zeros(Shape.scalar(), DType.I64));
    }
  }

  @Override
  protected final Tensor forward(Tensor x) {
    boolean single = x.rank() == dims + 1;
    if ((!single && x.rank() != dims + 2) || x.dim(single ? 0 : 1) != channels) {
      throw new ShapeException(
          "%s: the input has shape %s; it must be (N, %d, …) or (%d, …) with %d dimensions of places"
              .formatted(kind(), x.shape(), channels, channels, dims));
    }
    return single ? normalise(x.unsqueeze(0)).squeeze(0) : normalise(x);
  }

  private Tensor normalise(Tensor x) {
    Tensor scale = weight == null ? null : weight.tensor();
    Tensor shift = bias == null ? null : bias.tensor();
    if (mean == null || variance == null) {
      return x.instanceNorm(scale, shift, options.eps());
    }
    RunningStatistics running = new RunningStatistics(mean.tensor(), variance.tensor());
    if (!isTraining()) {
      return x.batchNormInference(running, scale, shift, options.eps());
    }
    double momentum = options.momentum().orElse(0);
    return x.instanceNorm(scale, shift, options.eps(), running, momentum);
  }

  @Override
  protected final String settings() {
    return "%d, %s".formatted(channels, options);
  }
}
