package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out[n, o, i, j] = b[o] + sum over c, p, q of x[n, c, i·sh + p·dh - ph, j·sw + q·dw - pw] · w[o,
 * c, p, q], within each group of channels. Gradients: {@link Conv2dInputGradOp}, {@link
 * Conv2dWeightGradOp}, and the sum of g for the bias.
 *
 * <p>Inputs x (N, C, H, W), w (O, C/groups, KH, KW) and perhaps b (O); checked by {@link
 * Convolutions#conv2d}.
 */
record Conv2dOp(Window window, int groups, boolean bias) implements FusedTensorOp {
  @Override
  public String name() {
    return "conv2d";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.Conv2d(window, groups, bias);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Shape x = inputs[0].shape();
    Shape w = inputs[1].shape();
    long outH = window.outH(x.dim(2), w.dim(2));
    long outW = window.outW(x.dim(3), w.dim(3));
    return List.of(
        new ComputeOp.Result(Shape.of(x.dim(0), w.dim(0), outH, outW), inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor out = ConvolutionSums.forward(inputs[0], inputs[1], window, groups);
    return new Tensor[] {bias ? out.add(inputs[2].reshape(1, -1, 1, 1)) : out};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i < 2 && inputs[1 - i].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    @Nullable Tensor[] gradients = new Tensor[node.inputCount()];
    if (node.needs(0)) {
      gradients[0] =
          Dispatch.run(new Conv2dInputGradOp(window, groups, node.shape(0)), g, node.input(1));
    }
    if (node.needs(1)) {
      gradients[1] =
          Dispatch.run(new Conv2dWeightGradOp(window, groups, node.shape(1)), node.input(0), g);
    }
    if (bias && node.needs(2)) {
      gradients[2] = g.sum(0, 2, 3);
    }
    return gradients;
  }
}
