package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * log(sum over j of e^x_j) - x_label for each row of scores: the negative logarithm of the label's
 * softmax. Inputs x (rows, classes) and labels (rows), I64, known to be in range. Outputs (rows):
 * that, and for the gradient the largest x of a row, m, and the sum of e^(x - m), in the dtype of
 * the arithmetic. Gradient: (softmax - 1 at the label) · g.
 */
record CrossEntropyOp() implements FusedTensorOp {

  /** The losses of scores (classes) or (N, classes) and labels of that shape without classes. */
  static Tensor of(Tensor x, Tensor labels) {
    Tensor rows = x.rank() == 2 ? x : x.reshape(Shape.of(1, x.dim(0)));
    Tensor[] outputs = Dispatch.runAll(new CrossEntropyOp(), rows, labels.reshape(-1));
    return outputs[0].reshape(labels.shape());
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
    Shape rows = inputs[1].shape();
    DType dtype = inputs[0].dtype();
    ComputeOp.Result kept = new ComputeOp.Result(rows, dtype.compute());
    return List.of(new ComputeOp.Result(rows, dtype), kept, kept);
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor logs = x.logSoftmax(1);
    Tensor label = inputs[1].unsqueeze(1);
    Tensor losses = Dispatch.run(new GatherOp(1, true), logs, label).squeeze(1).neg();
    Tensor largest = x.amax(true, 1);
    return new Tensor[] {losses, largest.squeeze(1), x.sub(largest).exp().sum(1)};
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
    Tensor gradient =
        Dispatch.run(
            new CrossEntropyGradOp(),
            g,
            node.input(0),
            node.input(1),
            node.output(1),
            node.output(2));
    return new Tensor[] {gradient, null};
  }
}
