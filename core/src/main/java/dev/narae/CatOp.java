package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inputs one after another along an axis. Gradient: each input's part.
 *
 * @param axis counted from 0
 */
record CatOp(int axis) implements ComputeOp {
  @Override
  public String name() {
    return "cat";
  }

  @Override
  public Result infer(Tensor... inputs) {
    Shape first = inputs[0].shape();
    DType dtype = inputs[0].dtype();
    long extent = 0;
    for (Tensor input : inputs) {
      Shape shape = input.shape();
      if (shape.rank() != first.rank() || !shape.with(axis, 0).equals(first.with(axis, 0))) {
        throw new ShapeException(
            "cat: shapes %s and %s differ outside dimension %d; they must agree there"
                .formatted(first, shape, axis));
      }
      extent = Math.addExact(extent, shape.dim(axis));
      dtype = dtype.promote(input.dtype());
    }
    return new Result(first.with(axis, extent), dtype);
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    long[] strides = out.layout().strides();
    long offset = out.layout().offset();
    for (View input : inputs) {
      View part = out.with(Layout.of(input.shape(), strides, offset));
      MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(input), part);
      offset += input.shape().dim(axis) * strides[axis];
    }
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    Tensor[] gradients = new Tensor[node.inputCount()];
    long start = 0;
    for (int i = 0; i < gradients.length; i++) {
      long length = node.shape(i).dim(axis);
      gradients[i] = g.narrow(axis, start, length);
      start += length;
    }
    return gradients;
  }
}
