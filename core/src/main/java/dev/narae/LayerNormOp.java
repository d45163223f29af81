package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * y = (x - m) · s · weight + bias along the last dimension, with s = 1 / √(v + eps), where m is the
 * mean and v the mean squared distance from it; if not {@code centred}, m is 0. Inputs x (…, n),
 * then weight (n) and bias (n) if there are. Gradient: {@link LayerNormGradOp}.
 *
 * @param centred whether the mean is subtracted
 * @param eps what is added to the variance
 * @param weight whether there is a weight
 * @param bias whether there is a bias
 */
record LayerNormOp(boolean centred, double eps, boolean weight, boolean bias)
    implements FusedTensorOp {
  /**
   * Shorter rows are left to {@link StandardizeOp}, whose statistics are F64: where few elements
   * meet, nearly all of the gradient cancels out.
   */
  static final long FEWEST = 32;

  /** The operator applied; x has the last dimension that weight and bias have. */
  static Tensor of(
      Tensor x, boolean centred, double eps, @Nullable Tensor weight, @Nullable Tensor bias) {
    LayerNormOp op = new LayerNormOp(centred, eps, weight != null, bias != null);
    if (weight != null) {
      return bias != null ? Dispatch.run(op, x, weight, bias) : Dispatch.run(op, x, weight);
    }
    return bias != null ? Dispatch.run(op, x, bias) : Dispatch.run(op, x);
  }

  @Override
  public String name() {
    return centred ? "layerNorm" : "rmsNorm";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.LayerNorm(centred, eps, weight, bias);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(inputs[0].shape(), inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor normal = Normalizing.standardize(x, centred, eps, x.rank() - 1)[0];
    @Nullable Tensor factor = weight ? inputs[1] : null;
    @Nullable Tensor addend = bias ? inputs[inputs.length - 1] : null;
    return new Tensor[] {Normalizing.affine(normal, factor, addend)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 0 || (i == 1 && weight);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    LayerNormGradOp op = new LayerNormGradOp(centred, eps, weight, bias);
    return weight
        ? Dispatch.runAll(op, g, node.input(0), node.input(1))
        : Dispatch.runAll(op, g, node.input(0));
  }
}
