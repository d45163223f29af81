package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Zeros with the input's elements at the places a slice takes: the transpose of {@link SliceOp},
 * and padding with zeros. Gradient: the slice.
 *
 * @param slice where the elements go
 * @param extent the result's extent along the slice's axis
 */
record UnsliceOp(SliceOp slice, long extent) implements ComputeOp {
  @Override
  public String name() {
    return "unslice";
  }

  @Override
  public Result infer(Tensor... inputs) {
    return new Result(inputs[0].shape().with(slice.axis(), extent), inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    Creation.fill(backend, out, 0);
    long[] strides = out.layout().strides();
    long offset = out.layout().offset() + slice.start() * strides[slice.axis()];
    strides[slice.axis()] *= slice.step();
    View hole = out.with(Layout.of(inputs[0].shape(), strides, offset));
    MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(inputs[0]), hole);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return new Tensor[] {Dispatch.run(slice, ComputeOp.only(upstream))};
  }
}
