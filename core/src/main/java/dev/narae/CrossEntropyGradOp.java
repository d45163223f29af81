package dev.narae;

import dev.narae.spi.FusedOp;
import dev.narae.spi.ScatterKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * (softmax of a row of x - 1 at its label) · g of the row: from g (rows), x (rows, classes), labels
 * (rows), and what {@link CrossEntropyOp} has found of each row: its largest element and the sum of
 * exponentials. Gradients: of that expression, in which the last two stand for functions of x.
 */
record CrossEntropyGradOp() implements FusedTensorOp {
  @Override
  public String name() {
    return "crossEntropyBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.CrossEntropyGrad();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(inputs[1].shape(), inputs[1].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = inputs[0].unsqueeze(1);
    Tensor x = inputs[1];
    Tensor zeros = Tensor.zeros(x.shape(), g.dtype(), x.device());
    ScatterOp sum = new ScatterOp("scatterAdd", ScatterKind.SUM, 1, true);
    Tensor atLabels = Dispatch.run(sum, zeros, inputs[2].unsqueeze(1), g);
    return new Tensor[] {x.softmax(1).mul(g).sub(atLabels)};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return Composites.vjp(this, node, upstream);
  }
}
