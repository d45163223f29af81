package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import org.jspecify.annotations.Nullable;

/**
 * out[b, i, j] = sum over k of x[b, i, k] * y[b, k, j]. Gradients: dx = g yᵀ, dy = xᵀ g.
 *
 * <p>Inputs (batch, m, k) and (batch, k, n) of one dtype; {@link LinearAlgebra#matmul} brings other
 * shapes to this form.
 */
record MatmulOp() implements WideOp {
  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public boolean takesHalves(Backend backend) {
    return backend.multipliesHalves();
  }

  @Override
  public Result infer(Tensor... inputs) {
    Shape x = inputs[0].shape();
    Shape y = inputs[1].shape();
    return new Result(Shape.of(x.dim(0), x.dim(1), y.dim(2)), inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    backend.matmul(inputs[0], inputs[1], out, null);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return inputs[1 - i].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    return new Tensor[] {
      node.needs(0) ? g.matmul(node.input(1).transpose(1, 2)) : null,
      node.needs(1) ? node.input(0).transpose(1, 2).matmul(g) : null
    };
  }
}
