package dev.narae.nn;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.function.UnaryOperator;

/**
 * A tensor that belongs to a {@link Module}: saved with it, and replaced when the module moves to
 * another device or dtype. What holds one sees the new tensor.
 */
public abstract sealed class ModuleTensor permits Parameter, Buffer {
  private Tensor tensor;

  ModuleTensor(Tensor tensor) {
    this.tensor = tensor;
  }

  /** The tensor as it is now; ask again after the module has moved. */
  public final Tensor tensor() {
    return tensor;
  }

  /** The extents. */
  public final Shape shape() {
    return tensor.shape();
  }

  final void to(DType dtype) {
    if (tensor.dtype().isFloating()) {
      replace(old -> old.to(dtype));
    }
  }

  final void to(Device device) {
    replace(old -> old.to(device));
  }

  private void replace(UnaryOperator<Tensor> conversion) {
    Tensor values = tensor.detach();
    Tensor converted = conversion.apply(values);
    if (converted != values) {
      tensor = converted.keepWith(tensor).requiresGrad(tensor.requiresGrad());
    }
  }
}
