package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.MatmulShape;
import dev.narae.benchmarks.Side;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Matrix products. */
public final class TorchProducts {
  private TorchProducts() {}

  /** One product. */
  public static Side matmul(MatmulShape shape) {
    Tensor left = operand(shape.left(), shape.leftTransposed());
    Tensor right = operand(shape.right(), shape.rightTransposed());
    return Torch.single(() -> left.matmul(right));
  }

  private static Tensor operand(long[] stored, boolean transposed) {
    Tensor tensor = torch.randn(stored);
    return transposed ? tensor.transpose(-2, -1) : tensor;
  }
}
