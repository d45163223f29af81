package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * y = (x - m) · s · weight + bias along the last dimension, with s = 1 / √(v + eps), where m is the
 * mean and v the mean squared distance from it; if not {@code centred}, m is 0. Inputs x (…, n),
 * then weight (n) and bias (n) if there are. Outputs y (…, n) and, for the gradient, m and s of all
 * rows (rows), in the dtype of the arithmetic. Gradient: {@link LayerNormGradOp}.
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
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    if (weight != null) {
      inputs.add(weight);
    }
    if (bias != null) {
      inputs.add(bias);
    }
    return Dispatch.runAll(op, inputs.toArray(Tensor[]::new))[0];
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
    Tensor x = inputs[0];
    ComputeOp.Result statistic =
        new ComputeOp.Result(Shape.of(rows(x.shape())), x.dtype().compute());
    return List.of(new ComputeOp.Result(x.shape(), x.dtype()), statistic, statistic);
  }

  private static long rows(Shape shape) {
    return shape.with(shape.rank() - 1, 1).size();
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor[] standard = Normalizing.standardize(x, centred, eps, x.rank() - 1);
    @Nullable Tensor factor = weight ? inputs[1] : null;
    @Nullable Tensor addend = bias ? inputs[inputs.length - 1] : null;
    Tensor scale = standard[1].flatten().to(x.dtype());
    return new Tensor[] {
      Normalizing.affine(standard[0], factor, addend),
      centred ? standard[2].flatten().to(x.dtype()) : Tensor.zerosLike(scale),
      scale
    };
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i > 0;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = upstream[0];
    if (g == null || upstream[1] != null || upstream[2] != null) {
      return Composites.vjp(this, node, upstream);
    }
    List<Tensor> inputs = new ArrayList<>(List.of(g, node.input(0)));
    if (weight) {
      inputs.add(node.input(1));
    }
    inputs.addAll(List.of(node.output(1), node.output(2)));
    LayerNormGradOp op = new LayerNormGradOp(centred, eps, weight, bias);
    return Dispatch.runAll(op, inputs.toArray(Tensor[]::new));
  }
}
