package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.ConvShape;
import dev.narae.benchmarks.Side;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Convolutions, which libtorch has oneDNN compute. */
public final class TorchConvolutions {
  private TorchConvolutions() {}

  /** A convolution with the gradients of input, weights and bias. */
  public static Side side(ConvShape shape) {
    Tensor x = Torch.tracked(shape.input());
    Tensor weight = Torch.tracked(shape.weight());
    Tensor bias = Torch.tracked(shape.filters());
    TensorOptional maybeBias = new TensorOptional(bias);
    long[] ones = {1, 1};
    long[] padding = {shape.padding(), shape.padding()};
    return Torch.gradients(
        () -> torch.conv2d(x, weight, maybeBias, ones, padding, ones, shape.groups()),
        x,
        weight,
        bias);
  }
}
