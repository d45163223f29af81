package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * -(t log x + (1 - t) log(1 - x)) for probabilities x and targets t of one shape and dtype, with
 * logarithms of at least -100. Gradient: (x - t) / max(x (1 - x), 1e-12), which, other than the
 * derivative of the limited logarithm, leads out of x = 0 and x = 1.
 */
record BinaryCrossEntropyOp() implements ComputeOp {
  private static final double LEAST_LOG = -100;
  private static final double LEAST_DIVISOR = 1e-12;

  private static final Formula VALUE =
      Formula.binary(
          "binaryCrossEntropy", (x, t) -> t.mul(log(x)).add(t.rsub(1).mul(log(x.rsub(1)))).neg());

  private static final Formula FOR_INPUT =
      Formula.of(
          "binaryCrossEntropyBackward",
          3,
          0,
          Expr.arg(2)
              .mul(Expr.arg(0).sub(Expr.arg(1)))
              .div(Expr.arg(0).rsub(1).mul(Expr.arg(0)).clampMin(LEAST_DIVISOR)));

  private static final Formula FOR_TARGET =
      Formula.binary("binaryCrossEntropyBackward", (x, g) -> g.mul(log(x.rsub(1)).sub(log(x))));

  private static Expr log(Expr x) {
    return x.log().clampMin(LEAST_LOG);
  }

  @Override
  public String name() {
    return VALUE.name();
  }

  @Override
  public Result infer(Tensor... inputs) {
    return new Result(inputs[0].shape(), inputs[0].dtype());
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    MapOp.run(backend, VALUE, List.of(), List.of(inputs), out);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return i == 0 || inputs[0].variable() != null;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor g = ComputeOp.only(upstream);
    Tensor x = node.input(0);
    return new Tensor[] {
      node.needs(0) ? x.apply(FOR_INPUT, List.of(node.input(1), g)) : null,
      node.needs(1) ? x.apply(FOR_TARGET, List.of(g)) : null
    };
  }
}
