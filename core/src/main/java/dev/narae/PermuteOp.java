package dev.narae;

import dev.narae.spi.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dimensions in another order. Gradient: the inverse order.
 *
 * @param order dimension i of the result is dimension order(i) of the input; checked by the caller
 */
record PermuteOp(List<Integer> order) implements ViewOp {
  @Override
  public String name() {
    return "permute";
  }

  @Override
  public Layout infer(Tensor input) {
    Layout layout = input.layout();
    long[] dims = new long[order.size()];
    long[] strides = new long[order.size()];
    for (int i = 0; i < order.size(); i++) {
      dims[i] = layout.shape().dim(order.get(i));
      strides[i] = layout.stride(order.get(i));
    }
    return Layout.of(Shape.of(dims), strides, layout.offset());
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    int[] inverse = new int[order.size()];
    for (int i = 0; i < order.size(); i++) {
      inverse[order.get(i)] = i;
    }
    return new Tensor[] {ComputeOp.only(upstream).permute(inverse)};
  }
}
