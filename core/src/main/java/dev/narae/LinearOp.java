package dev.narae;

import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.Epilogue;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out = x wᵀ + b, the bias added while the product is stored. Gradients: dx = g w, dw = gᵀ x, db =
 * the sum of g over rows.
 *
 * <p>Inputs x (rows, in), w (out, in), b (out) of one floating dtype.
 */
record LinearOp() implements WideOp {
  private static final Formula ADD = Formula.binary("add", (x, y) -> x.add(y));

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public boolean takesHalves(Backend backend) {
    return backend.multipliesHalves();
  }

  @Override
  public Result infer(Tensor... inputs) {
    return new Result(Shape.of(inputs[0].dim(0), inputs[1].dim(0)), inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    View x = batched(inputs[0]);
    View w = batched(inputs[1]);
    View transposed =
        w.with(
            Layout.of(
                Shape.of(1, w.shape().dim(2), w.shape().dim(1)),
                new long[] {0, w.layout().stride(2), w.layout().stride(1)},
                w.layout().offset()));
    View target = batched(out);
    Epilogue bias =
        new Epilogue(
            ADD.kernel(out.dtype().compute(), out.dtype()),
            List.of(inputs[2].broadcastTo(target.shape())));
    backend.matmul(x, transposed, target, bias);
  }

  private static View batched(View matrix) {
    Layout layout = matrix.layout();
    return matrix.with(
        Layout.of(
            matrix.shape().insert(0, 1),
            new long[] {0, layout.stride(0), layout.stride(1)},
            layout.offset()));
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i < 2 && inputs[1 - i].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    return new Tensor[] {
      node.needs(0) ? g.matmul(node.input(1)) : null,
      node.needs(1) ? g.transpose(0, 1).matmul(node.input(0)) : null,
      node.needs(2) ? g.sum(0) : null
    };
  }
}
