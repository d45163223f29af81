package dev.narae;

import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out[j] = join over the reduced axes of formula(a[i], b[i], …): sums, products and extrema of an
 * elementwise computation that is never stored. Inputs are broadcast to the domain.
 *
 * @param name the name in errors
 * @param kind how values are joined
 * @param formula what is joined
 * @param scalars its runtime scalars
 * @param target the result's shape: the domain's with 1 at the reduced axes
 * @param dtype the result's dtype
 */
record ReduceOp(
    String name, ReduceKind kind, Formula formula, List<Number> scalars, Shape target, DType dtype)
    implements ComputeOp {

  /** A reduction of a tensor itself. */
  static ReduceOp of(String name, ReduceKind kind, Shape target, DType dtype) {
    return new ReduceOp(name, kind, MapOp.IDENTITY, List.of(), target, dtype);
  }

  /** The sum of a formula over whatever dimensions {@code shape} has been broadcast along. */
  static Tensor sumTo(
      Shape shape, Formula formula, List<Number> scalars, DType dtype, Tensor... operands) {
    Shape domain = operands[0].shape();
    for (Tensor operand : operands) {
      domain = domain.broadcast("sumTo", operand.shape());
    }
    long[] target = new long[domain.rank()];
    int lead = domain.rank() - shape.rank();
    for (int i = 0; i < target.length; i++) {
      target[i] = i < lead ? 1 : shape.dim(i - lead);
    }
    ReduceOp op = new ReduceOp("sum", ReduceKind.SUM, formula, scalars, Shape.of(target), dtype);
    return Dispatch.run(op, operands).reshape(shape);
  }

  @Override
  public Result infer(Tensor... inputs) {
    return new Result(target, dtype);
  }

  private Shape domain(View[] inputs) {
    Shape domain = inputs[0].shape();
    for (View input : inputs) {
      domain = domain.broadcast(name, input.shape());
    }
    return domain;
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    Shape domain = domain(inputs);
    List<View> views = new ArrayList<>(inputs.length);
    for (View input : inputs) {
      views.add(input.broadcastTo(domain));
    }
    DType common = dtype;
    for (View input : inputs) {
      common = common.promote(input.dtype());
    }
    DType compute = (formula.isFloating() ? common.toFloating() : common).compute();
    Kernel kernel = formula.kernel(compute, compute);
    backend.reduce(kind, kernel, formula.bits(compute, scalars), views, out);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return kind != ReduceKind.SUM || MapGradient.reads(formula::gradientFromInputs, i, inputs);
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return kind == ReduceKind.MAX || kind == ReduceKind.MIN;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    Tensor gradient = ComputeOp.only(upstream);
    return switch (kind) {
      case SUM -> sumGradients(node, gradient);
      case PROD -> new Tensor[] {Products.gradient(node.input(0), target, gradient)};
      case MAX, MIN -> new Tensor[] {extremumGradient(node, gradient)};
    };
  }

  /** Each element gets the gradient of the sum it went into. */
  private @Nullable Tensor[] sumGradients(Node node, Tensor gradient) {
    Shape domain = node.shape(0);
    for (int i = 1; i < node.inputCount(); i++) {
      domain = domain.broadcast(name, node.shape(i));
    }
    return MapGradient.vjp(formula::gradientFromInputs, scalars, node, gradient.expand(domain));
  }

  /** The elements that equal the extremum share its gradient. */
  private static Tensor extremumGradient(Node node, Tensor gradient) {
    Tensor input = node.input(0);
    Tensor output = node.output(0);
    Tensor hits = input.eq(output).to(input.dtype());
    DType wide = input.dtype().compute();
    Tensor count = ReduceOp.sumTo(output.shape(), MapOp.IDENTITY, List.of(), wide, hits);
    return hits.mul(gradient.div(count)).to(input.dtype());
  }

  @Override
  public String toString() {
    return name;
  }
}
