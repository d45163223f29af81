package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.Side;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Elementwise operations. */
public final class TorchElementwise {
  private TorchElementwise() {}

  /** The operation of a name on tensors of a size. */
  public static Side side(String name, long size) {
    Tensor a = torch.randn(size);
    Tensor b = torch.randn(size);
    Scalar half = new Scalar(0.5f);
    Scalar quarter = new Scalar(0.25f);
    return switch (name) {
      case "add" -> Torch.single(() -> a.add(b));
      case "mul" -> Torch.single(() -> a.mul(b));
      case "relu" -> Torch.single(a::relu);
      case "exp" -> Torch.single(a::exp);
      case "tanh" -> Torch.single(a::tanh);
      case "sigmoid" -> Torch.single(a::sigmoid);
      case "gelu" -> Torch.single(() -> torch.gelu(a));
      case "chain of five" -> Torch.scoped(() -> a.mul(b).add(a).sub(half).relu().mul(quarter));
      default -> throw new IllegalArgumentException("libtorch: no elementwise " + name);
    };
  }
}
