package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * out[i] = formula(a[i], b[i], …): every elementwise operator. Inputs are broadcast. The gradient
 * is the formula's symbolic derivative, summed over broadcast dimensions in the same kernel.
 *
 * @param formula what is computed
 * @param scalars its runtime scalars, {@code Long} or {@code Double}
 * @param dtype the result's dtype; null for the promoted one
 */
record MapOp(Formula formula, List<Number> scalars, @Nullable DType dtype) implements ComputeOp {
  static final Formula IDENTITY = Formula.of("copy", 1, 0, Expr.arg(0));

  /** The same values in another dtype. */
  static MapOp cast(DType dtype) {
    return new MapOp(IDENTITY, List.of(), dtype);
  }

  @Override
  public String name() {
    return formula.name();
  }

  @Override
  public Result infer(Tensor... inputs) {
    if (formula.isIntegral()) {
      Promotion.requireIntegral(formula, Promotion.of(MapOp.IDENTITY, inputs, scalars));
    }
    Shape shape = inputs[0].shape();
    for (int i = 1; i < inputs.length; i++) {
      shape = shape.broadcast(name(), inputs[i].shape());
    }
    return new Result(shape, dtype != null ? dtype : natural(inputs));
  }

  private DType natural(Tensor... inputs) {
    return formula.isMask() ? DType.BOOL : Promotion.of(formula, inputs, scalars);
  }

  /** The dtype of the arithmetic. */
  static DType compute(Formula formula, List<View> inputs, List<Number> scalars) {
    DType common = inputs.get(0).dtype();
    for (View input : inputs) {
      common = common.promote(input.dtype());
    }
    for (Number scalar : scalars) {
      // A whole number meets truth values in I64, as results do.
      DType own = common == DType.BOOL ? DType.I64 : common;
      common = scalar instanceof Double ? common.toFloating() : own;
    }
    DType compute = (formula.isFloating() ? common.toFloating() : common).compute();
    Promotion.requireIntegral(formula, compute);
    return compute;
  }

  /** The dtype of the arithmetic. */
  DType compute(Tensor... inputs) {
    List<View> views = new ArrayList<>(inputs.length);
    for (Tensor input : inputs) {
      views.add(input.memory());
    }
    return compute(formula, views, scalars);
  }

  @Override
  public Tensor[] forward(Backend backend, Tensor... inputs) {
    Result result = infer(inputs);
    Tensor out = Tensor.allocate(backend, result.shape(), result.dtype());
    Context context = Context.current();
    if (Chaining.concerns(inputs, out, context)) {
      new Chaining(backend, this, inputs, out).run(context.fusion);
    } else {
      compute(backend, out, inputs);
    }
    return new Tensor[] {out};
  }

  @Override
  public void run(Backend backend, View[] inputs, View out) {
    List<View> views = new ArrayList<>(inputs.length);
    for (View input : inputs) {
      views.add(input.broadcastTo(out.shape()));
    }
    run(backend, formula, scalars, views, out);
  }

  /** Computes a formula into a view, from views of the same shape. */
  static void run(
      Backend backend, Formula formula, List<Number> scalars, List<View> inputs, View out) {
    DType compute = compute(formula, inputs, scalars);
    Kernel kernel = formula.kernel(compute, out.dtype());
    backend.map(kernel, formula.bits(compute, scalars), inputs, out);
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return MapGradient.reads(formula::gradient, i, inputs);
  }

  @Override
  public boolean savesOutput(int i, Tensor[] inputs) {
    return MapGradient.reads(formula::gradient, formula.inputs() + 1, inputs);
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return MapGradient.vjp(formula::gradient, scalars, node, ComputeOp.only(upstream));
  }

  @Override
  public String toString() {
    return name();
  }
}
