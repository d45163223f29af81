package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.Layout;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import org.jspecify.annotations.Nullable;

/**
 * out[…, i, …] = x[…, 0, …] joined with all up to x[…, i, …] along an axis, or from the other end.
 * Gradient of a sum: the running sum of g from the other end; of a product: {@link
 * RunningProducts}; extrema are differentiated where they are looked up, in {@link Scans}.
 *
 * @param name the name in errors
 * @param kind how elements are joined
 * @param axis counted from 0
 * @param reversed whether the last element comes first
 */
record ScanOp(String name, ReduceKind kind, int axis, boolean reversed) implements ComputeOp {
  @Override
  public Result infer(Tensor... inputs) {
    return new Result(inputs[0].shape(), inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    backend.scan(kind, directed(inputs[0]), axis, directed(out));
  }

  /** From the other end is along a negative stride. */
  private View directed(View view) {
    if (!reversed) {
      return view;
    }
    Layout layout = view.layout();
    long[] strides = layout.strides();
    long last = Math.max(view.shape().dim(axis) - 1, 0) * strides[axis];
    strides[axis] = -strides[axis];
    return view.with(Layout.of(view.shape(), strides, layout.offset() + last));
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return kind == ReduceKind.PROD;
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return kind == ReduceKind.PROD;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    return switch (kind) {
      case SUM -> new Tensor[] {Dispatch.run(new ScanOp(name, kind, axis, !reversed), g)};
      case PROD -> new Tensor[] {RunningProducts.gradient(node.input(0), node.output(0), g, axis)};
      case MAX, MIN -> throw new IllegalStateException(name + " is not recorded");
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
