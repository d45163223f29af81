package dev.narae.nn;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.RunningStatistics;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Each channel brought to mean 0 and variance 1 over all samples and places, then times weight plus
 * bias: (x - mean) / √(variance + eps) · weight + bias (Ioffe and Szegedy, "Batch normalization",
 * 2015). While training, mean and variance are the batch's, and running averages follow them; in
 * evaluation mode the running averages are used.
 *
 * <p>Parameters: {@code weight} (channels), at first ones, and {@code bias} (channels), at first
 * zeros. Buffers: {@code running_mean} and {@code running_var} (channels), and {@code
 * num_batches_tracked}, a single I64.
 */
public abstract sealed class BatchNorm extends Layer permits BatchNorm1d, BatchNorm2d, BatchNorm3d {
  private final long channels;
  private final NormOptions options;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final @Nullable Running running;

  /** What is kept of the batches. */
  private record Running(Buffer mean, Buffer variance, Buffer batches) {
    RunningStatistics statistics() {
      return new RunningStatistics(mean.tensor(), variance.tensor());
    }
  }

  BatchNorm(long channels, NormOptions options) {
    Checks.positive(kind(), "channels", channels);
    this.channels = channels;
    this.options = options;
    Shape shape = Shape.of(channels);
    weight = options.affine() ? parameter("weight", Init.full(shape, 1)) : null;
    bias = options.affine() ? parameter("bias", Init.full(shape, 0)) : null;
    running =
        options.tracking()
            ? new Running(
                buffer("running_mean", Init.full(shape, 0)),
                buffer("running_var", Init.full(shape, 1)),
                buffer("num_batches_tracked", Tensor.zeros(Shape.scalar(), DType.I64)))
            : null;
  }

  /** The weight (channels), or null. */
  public final @Nullable Parameter weight() {
    return weight;
  }

  /** The bias (channels), or null. */
  public final @Nullable Parameter bias() {
    return bias;
  }

  /** Throws unless the input has a rank of this kind. */
  abstract void checkRank(Tensor x);

  /** Throws because of the input's rank. */
  final ShapeException wrongRank(Tensor x, String expected) {
    return new ShapeException(
        "%s: the input has shape %s; it must be %s".formatted(kind(), x.shape(), expected));
  }

  @Override
  protected final Tensor forward(Tensor x) {
    checkRank(x);
    if (x.dim(1) != channels) {
      throw new ShapeException(
          "%s: the input has shape %s with %d channels; this layer has %d"
              .formatted(kind(), x.shape(), x.dim(1), channels));
    }
    Tensor scale = weight == null ? null : weight.tensor();
    Tensor shift = bias == null ? null : bias.tensor();
    if (running == null) {
      return x.batchNorm(scale, shift, options.eps());
    }
    if (!isTraining()) {
      return x.batchNormInference(running.statistics(), scale, shift, options.eps());
    }
    Tensor result =
        x.batchNorm(scale, shift, options.eps(), running.statistics(), momentum(running));
    try (var _ = Grad.noGrad()) {
      running.batches().tensor().addInPlace(1L);
    }
    return result;
  }

  /** Without a fixed momentum, every batch so far counts alike. */
  private double momentum(Running state) {
    OptionalDouble fixed = options.momentum();
    return fixed.isPresent() ? fixed.getAsDouble() : 1.0 / (state.batches().tensor().toLong() + 1);
  }

  @Override
  protected final String settings() {
    return "%d, %s".formatted(channels, options);
  }
}
