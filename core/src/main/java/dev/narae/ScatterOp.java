package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = x, then each source[…, i, …] joined with out[…, index[…, i, …], …] along an axis.
 * Gradients: {@link ScatterGradients}. Inputs x, index (I64) and source.
 *
 * @param name the name in errors
 * @param kind how elements are joined
 * @param axis counted from 0
 * @param checked whether the indices are known to be in range
 */
record ScatterOp(String name, ScatterKind kind, int axis, boolean checked) implements WideOp {
  @Override
  public Result infer(Tensor... inputs) {
    Tensor x = inputs[0];
    Tensor source = inputs[2];
    if (x.dtype() != source.dtype()) {
      throw new DTypeException(
          "%s: the tensor is %s and the source %s; convert one with to(dtype)"
              .formatted(name, x.dtype(), source.dtype()));
    }
    if (!source.shape().equals(inputs[1].shape())) {
      throw new ShapeException(
          "%s: the source has shape %s and the index %s; they must be equal"
              .formatted(name, source.shape(), inputs[1].shape()));
    }
    Indices.check(name, x, axis, inputs[1], checked);
    return new Result(x.shape(), x.dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    MapOp.run(backend, MapOp.IDENTITY, List.of(), List.of(inputs[0]), out);
    View target = Indices.cropped(out, inputs[1].shape(), axis);
    backend.scatter(kind, inputs[1], inputs[2], axis, target);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 1 || (kind != ScatterKind.SUM && kind != ScatterKind.SET);
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return kind == ScatterKind.MAX || kind == ScatterKind.MIN;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    return switch (kind) {
      case SUM -> ScatterGradients.sum(node, g, axis);
      case SET -> ScatterGradients.set(node, g, axis);
      case PROD -> ScatterGradients.product(node, g, axis);
      case MAX, MIN -> ScatterGradients.extremum(node, g, axis);
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
