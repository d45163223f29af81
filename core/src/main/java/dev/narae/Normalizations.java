package dev.narae;

import org.jspecify.annotations.Nullable;

/**
 * Normalisation: elements brought to mean 0 and variance 1 among their neighbours, then scaled and
 * shifted. Variances are found in two passes. Every operator needs a floating dtype, the same for
 * all tensors; {@code eps} is added to the variance before its root is taken.
 */
public sealed interface Normalizations permits Tensor {

  /**
   * Each slice over the last dimensions normalised on its own, then times weight plus bias (Ba,
   * Kiros, Hinton: Layer Normalization, 2016).
   *
   * @param shape the extents of the last dimensions
   * @param weight of that shape, or null
   * @param bias of that shape, or null
   * @throws ShapeException if the last dimensions, the weight or the bias are not of that shape
   */
  default Tensor layerNorm(
      Shape shape, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    Normalizing.checkLast("layerNorm", self(), shape, weight, bias);
    return Halves.apply(
        Casting.wide(self()), x -> Normalizing.lastDimensions(x, shape, true, eps, weight, bias));
  }

  /**
   * Each slice over the last dimensions divided by √(mean of its squares + eps), then times weight
   * (Zhang, Sennrich: Root Mean Square Layer Normalization, 2019).
   *
   * @param shape the extents of the last dimensions
   * @param weight of that shape, or null
   * @throws ShapeException if the last dimensions or the weight are not of that shape
   */
  default Tensor rmsNorm(Shape shape, @Nullable Tensor weight, double eps) {
    Normalizing.checkLast("rmsNorm", self(), shape, weight, null);
    return Halves.apply(
        Casting.wide(self()), x -> Normalizing.lastDimensions(x, shape, false, eps, weight, null));
  }

  /**
   * Each group of channels of each sample of (N, C, …) normalised on its own, then times weight
   * plus bias (Wu, He: Group Normalization, 2018).
   *
   * @param groups how many groups of equally many channels
   * @param weight (C) or null
   * @param bias (C) or null
   * @throws ShapeException if the groups do not divide the channels, or shapes do not fit
   */
  default Tensor groupNorm(int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    Normalizing.checkGroups(self(), groups, weight, bias);
    return Halves.apply(Casting.wide(self()), x -> Normalizing.group(x, groups, weight, bias, eps));
  }

  /**
   * Each channel of (N, C, …) normalised over all samples and places, then times weight plus bias
   * (Ioffe, Szegedy: Batch Normalization, 2015).
   *
   * @param weight (C) or null
   * @param bias (C) or null
   * @throws ShapeException if shapes do not fit, or a channel has a single number
   */
  default Tensor batchNorm(@Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    return Normalizing.batch(self(), weight, bias, eps, null, 0);
  }

  /**
   * {@link #batchNorm(Tensor, Tensor, double)} for training: moves {@code running} towards this
   * batch's means and unbiased variances, new = (1 - momentum) · old + momentum · batch's.
   *
   * @param running (C) each, changed in place
   * @throws ShapeException if shapes do not fit, or a channel has a single number
   */
  default Tensor batchNorm(
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps,
      RunningStatistics running,
      double momentum) {
    return Normalizing.batch(self(), weight, bias, eps, running, momentum);
  }

  /**
   * Each channel of (N, C, …) normalised with known statistics: (x - mean) / √(variance + eps) ·
   * weight + bias.
   *
   * @param running (C) each, only read
   * @throws ShapeException if shapes do not fit
   */
  default Tensor batchNormInference(
      RunningStatistics running, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    return Normalizing.known(self(), running, weight, bias, eps);
  }

  /**
   * Each channel of each sample of (N, C, …) normalised on its own, then times weight plus bias
   * (Ulyanov, Vedaldi, Lempitsky: Instance Normalization, 2016).
   *
   * @param weight (C) or null
   * @param bias (C) or null
   * @throws ShapeException if shapes do not fit, or a channel of a sample has a single number
   */
  default Tensor instanceNorm(@Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    return Normalizing.instance(self(), weight, bias, eps, null, 0);
  }

  /**
   * {@link #instanceNorm(Tensor, Tensor, double)} for training: moves {@code running} towards the
   * samples' means and unbiased variances, averaged over the batch.
   *
   * @param running (C) each, changed in place
   * @throws ShapeException if shapes do not fit, or a channel of a sample has a single number
   */
  default Tensor instanceNorm(
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps,
      RunningStatistics running,
      double momentum) {
    return Normalizing.instance(self(), weight, bias, eps, running, momentum);
  }

  /**
   * Each element of (N, C, …) divided by (k + alpha · m) to the power of beta, m being the mean
   * square over {@code size} neighbouring channels, with zeros beyond the first and last
   * (Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural
   * Networks, 2012, section 3.3).
   *
   * @throws ShapeException if the input is not (N, C, …) with at least three dimensions
   */
  default Tensor localResponseNorm(int size, double alpha, double beta, double k) {
    return ResponseNorm.run(self(), size, alpha, beta, k);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
