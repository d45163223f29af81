package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import org.jspecify.annotations.Nullable;

/**
 * The position of the largest or smallest element along an axis, as I64; not differentiable.
 *
 * @param largest whether the largest is looked for
 * @param axis counted from 0; keeps extent 1
 */
record ArgReduceOp(boolean largest, int axis) implements ComputeOp {
  @Override
  public String name() {
    return largest ? "argmax" : "argmin";
  }

  @Override
  public Result infer(Tensor... inputs) {
    Shape shape = inputs[0].shape();
    if (shape.dim(axis) == 0) {
      throw new ShapeException(
          "%s: dimension %d of shape %s is empty and has no extremum; use a non-empty tensor"
              .formatted(name(), axis, shape));
    }
    return new Result(shape.with(axis, 1), DType.I64);
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    backend.argReduce(largest, inputs[0], axis, out);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {null};
  }
}
