package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import org.jspecify.annotations.Nullable;

/**
 * out[…, i, …] = x[…, index[…, i, …], …] along an axis. Gradient: each element added where it came
 * from. Inputs x and index (I64, in range: {@link Indices} checks).
 *
 * @param axis counted from 0
 * @param checked whether the indices are known to be in range
 */
record GatherOp(int axis, boolean checked) implements ComputeOp {
  @Override
  public String name() {
    return "gather";
  }

  @Override
  public Result infer(Tensor... inputs) {
    Indices.check(name(), inputs[0], axis, inputs[1], checked);
    return new Result(inputs[1].shape(), inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    View x = Indices.cropped(inputs[0], out.shape(), axis);
    backend.gather(x, axis, inputs[1], out);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 1;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    // One zero that is read again and again: the sums are written over a copy of it anyway.
    Tensor zeros = Tensor.zeros(Shape.scalar(), g.dtype(), g.device()).expand(node.shape(0));
    ScatterOp sum = new ScatterOp("scatterAdd", ScatterKind.SUM, axis, true);
    return new Tensor[] {Dispatch.run(sum, zeros, node.input(1), g), null};
  }
}
