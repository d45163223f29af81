package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x_i - log(sum over j of e^x_j) along the last dimension. Gradient: g - e^y sum g. */
record LogSoftmaxOp() implements FusedTensorOp {
  @Override
  public String name() {
    return "logSoftmax";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.LogSoftmax();
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    return List.of(new ComputeOp.Result(inputs[0].shape(), inputs[0].dtype()));
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor shifted = x.dim(-1) == 0 ? x : x.sub(x.amax(true, -1));
    return new Tensor[] {shifted.sub(shifted.exp().sum(true, -1).log())};
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {
      Dispatch.run(new LogSoftmaxGradOp(), ComputeOp.only(upstream), node.output(0))
    };
  }
}
