package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.Side;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Reductions, softmax and layer normalisation. */
public final class TorchReductions {
  private static final double EPS = 1e-5;

  private TorchReductions() {}

  /** A reduction over some dimensions, none meaning all. */
  public static Side reduction(String name, long[] shape, int[] dims) {
    Tensor x = torch.randn(shape);
    long[] over = Arrays.stream(dims).asLongStream().toArray();
    ScalarTypeOptional same = new ScalarTypeOptional();
    boolean all = over.length == 0;
    return switch (name) {
      case "sum" -> Torch.single(() -> all ? x.sum() : x.sum(over, false, same));
      case "mean" -> Torch.single(() -> all ? x.mean() : x.mean(over, false, same));
      case "max" -> Torch.single(() -> all ? x.max() : x.amax(over, false));
      default -> throw new IllegalArgumentException("libtorch: no reduction " + name);
    };
  }

  /** What treats each row by itself. */
  public static Side rowwise(String name, long[] shape, boolean gradients) {
    Tensor x = torch.randn(shape).set_requires_grad(gradients);
    if (name.equals("layerNorm")) {
      return layerNorm(x, shape[1], gradients);
    }
    Supplier<Tensor> operation =
        name.equals("softmax") ? () -> x.softmax(1) : () -> x.log_softmax(1);
    return gradients ? Torch.gradients(operation, x) : Torch.single(operation);
  }

  private static Side layerNorm(Tensor x, long width, boolean gradients) {
    Tensor weight = torch.randn(width).set_requires_grad(gradients);
    Tensor bias = torch.randn(width).set_requires_grad(gradients);
    TensorOptional maybeWeight = new TensorOptional(weight);
    TensorOptional maybeBias = new TensorOptional(bias);
    long[] last = {width};
    Supplier<Tensor> operation =
        () -> torch.layer_norm(x, last, maybeWeight, maybeBias, EPS, false);
    return gradients ? Torch.gradients(operation, x, weight, bias) : Torch.single(operation);
  }
}
