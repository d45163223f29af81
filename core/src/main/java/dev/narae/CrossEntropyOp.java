package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * log(sum over j of e^x_j) - x_label for each row of scores: the negative logarithm of the label's
 * softmax. Inputs x (rows, classes) and labels (rows), I64, known to be in range. Gradient:
 * (softmax - 1 at the label) · g.
 */
record CrossEntropyOp() implements FusedTensorOp {

  /** The losses of scores (classes) or (N, classes) and labels of that shape without classes. */
  static Tensor of(Tensor x, Tensor labels) {
    Tensor rows = x.rank() == 2 ? x : x.reshape(Shape.of(1, x.dim(0)));
    return Dispatch.run(new CrossEntropyOp(), rows, labels.reshape(-1)).reshape(labels.shape());
  }

  @Override
  public String name() {
    return "crossEntropy";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.CrossEntropy();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(inputs[1].shape(), inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor logs = inputs[0].logSoftmax(1);
    Tensor label = inputs[1].unsqueeze(1);
    return new Tensor[] {Dispatch.run(new GatherOp(1, true), logs, label).squeeze(1).neg()};
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    return new Tensor[] {
      Dispatch.run(new CrossEntropyGradOp(), g, node.input(0), node.input(1)), null
    };
  }
}
