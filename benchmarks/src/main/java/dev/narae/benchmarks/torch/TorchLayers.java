package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.Side;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layers between the products, with gradients. */
public final class TorchLayers {
  private static final double EPS = 1e-5;

  private TorchLayers() {}

  /** Pooling of two by two. */
  public static Side pool(boolean max, long[] shape) {
    Tensor x = Torch.tracked(shape);
    long[] two = {2, 2};
    return Torch.gradients(() -> max ? torch.max_pool2d(x, two) : torch.avg_pool2d(x, two), x);
  }

  /** Batch normalisation while training. */
  public static Side batchNorm(long[] shape) {
    Tensor x = Torch.tracked(shape);
    Tensor weight = Torch.tracked(shape[1]);
    Tensor bias = Torch.tracked(shape[1]);
    TensorOptional maybeWeight = new TensorOptional(weight);
    TensorOptional maybeBias = new TensorOptional(bias);
    TensorOptional mean = new TensorOptional(torch.zeros(shape[1]));
    TensorOptional variance = new TensorOptional(torch.ones(shape[1]));
    return Torch.gradients(
        () -> torch.batch_norm(x, maybeWeight, maybeBias, mean, variance, true, 0.1, EPS, false),
        x,
        weight,
        bias);
  }

  /** Dropout of half of the elements. */
  public static Side dropout(long size) {
    Tensor x = Torch.tracked(size);
    return Torch.gradients(() -> torch.dropout(x, 0.5, true), x);
  }

  /** Rows of a table. */
  public static Side embedding(long rows, long width, long[] shape) {
    Tensor table = Torch.tracked(rows, width);
    Tensor index = integers(rows, shape);
    return Torch.gradients(() -> torch.embedding(table, index), table);
  }

  /** Cross-entropy of labelled rows. */
  public static Side crossEntropy(long batch, long classes) {
    Tensor x = Torch.tracked(batch, classes);
    Tensor labels = integers(classes, batch);
    return Torch.gradients(() -> torch.cross_entropy_loss(x, labels), x);
  }

  /** Whole numbers from 0 to below a bound. */
  static Tensor integers(long bound, long... shape) {
    return torch.randint(0, bound, shape).to(torch.ScalarType.Long);
  }
}
