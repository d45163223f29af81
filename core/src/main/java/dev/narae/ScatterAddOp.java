package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = x, then out[…, index[…, i, …], …] += source[…, i, …] along an axis. Gradients: for x the
 * upstream itself, for source its elements at the indices. Inputs x, index (I64) and source.
 *
 * @param axis counted from 0
 * @param checked whether the indices are known to be in range
 */
record ScatterAddOp(int axis, boolean checked) implements ComputeOp {
  @Override
  public String name() {
    return "scatterAdd";
  }

  @Override
  public Result infer(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor source = inputs[2];
    if (x.dtype() != source.dtype()) {
      throw new DTypeException(
          "scatterAdd: the tensor is %s and the source %s; convert one with to(dtype)"
              .formatted(x.dtype(), source.dtype()));
    }
    if (!source.shape().equals(inputs[1].shape())) {
      throw new ShapeException(
          "scatterAdd: the source has shape %s and the index %s; they must be equal"
              .formatted(source.shape(), inputs[1].shape()));
    }
    Indices.check(name(), x, axis, inputs[1], checked);
    return new Result(x.shape(), x.dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(inputs[0]), out);
    View target = Indices.cropped(out, inputs[1].shape(), axis);
    backend.scatterAdd(inputs[1], inputs[2], axis, target);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 1;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    Tensor source = node.needs(2) ? Dispatch.run(new GatherOp(axis, true), g, node.input(1)) : null;
    return new @Nullable Tensor[] {g, null, source};
  }
}
