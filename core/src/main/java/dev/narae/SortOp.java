package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.ScatterKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The elements of each line along an axis in order, and their positions before as I64; stable, a
 * NaN is the largest. Gradient: each element's where it came from.
 *
 * @param axis counted from 0
 * @param descending whether the largest comes first
 */
record SortOp(int axis, boolean descending) implements Op {
  @Override
  public String name() {
    return "sort";
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Tensor input = inputs[0];
    Tensor values = Tensor.allocate(backend, input.shape(), input.dtype());
    Tensor positions = Tensor.allocate(backend, input.shape(), DType.I64);
    backend.sort(input.view(), axis, descending, values.view(), positions.view());
    return new Tensor[] {values, positions};
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return i == 1;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = Objects.requireNonNull(upstream[0]);
    ScatterOp back = new ScatterOp("scatter", ScatterKind.SET, axis, true);
    return new Tensor[] {Dispatch.run(back, Tensor.zerosLike(g), node.output(1), g)};
  }
}
