package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.cpu.Parallel;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the values of a kernel along axes. The kernel's code adds rows of elements to a strip of
 * accumulators, so that a reduction needs no code of its own; see {@link ReducePlan}.
 */
final class ReduceKernels {
  private final KernelCache cache;
  private final Parallel parallel;
  private final MapKernels map;
  private final LocalMemory strips = new LocalMemory();
  private final Map<DType, Kernel> identities = new EnumMap<>(DType.class);

  ReduceKernels(KernelCache cache, Parallel parallel, MapKernels map) {
    this.cache = cache;
    this.parallel = parallel;
    this.map = map;
    Formula identity = Formula.of("identity", 1, 0, Expr.arg(0));
    for (DType dtype : List.of(DType.I32, DType.I64, DType.F32, DType.F64)) {
      identities.put(dtype, identity.kernel(dtype, dtype));
    }
  }

  /** Joins a kernel's values, as {@link dev.narae.spi.Backend#reduce} says. */
  void run(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    Shape domain = inputs.getFirst().shape();
    if (out.shape().size() == 0) {
      return;
    }
    DType compute = kernel.compute();
    if (domain.size() == 0) {
      fill(kind == ReduceKind.PROD ? 1 : 0, compute, out);
      return;
    }
    Nest nest = Nest.of(domain, inputs, out);
    if (runRows(nest, kind, kernel, scalars)) {
      return;
    }
    ReducePlan plan = new ReducePlan(nest);
    Operand[] operands = nest.describe();
    operands[operands.length - 1] = Operand.of(compute, Operand.Stride.UNIT);
    Signature signature = new Signature(operands, nest.indexStride(), nest.isWide(), kind);
    KernelForm form = cache.find(kernel, signature);
    ElementLoop fold = cache.find(identity(compute), folding(compute, kind)).loop();
    plan.divide(form.cost());
    ReduceJob job = new ReduceJob(nest, plan, form.loop(), fold, compute, kind, scalars, strips);
    run(job, plan);
  }

  /** Reduces along rows if the loops and the tree are such. */
  private boolean runRows(Nest nest, ReduceKind kind, Kernel kernel, long[] scalars) {
    int out = nest.operands() - 1;
    nest.setColumnLoop(nest.densestLoop(out, ReducePlan.SHORTEST_STRIP));
    if (!RowReduceJob.suits(nest)) {
      return false;
    }
    DType compute = kernel.compute();
    identity(compute);
    Operand[] operands = nest.describe();
    operands[out] = Operand.of(compute, Operand.Stride.ZERO);
    Signature signature = Signature.ofRows(operands, nest.indexStride(), nest.isWide(), kind);
    KernelForm form = cache.find(kernel, signature);
    if (!form.joinsRows()) {
      return false;
    }
    RowReduceJob job = new RowReduceJob(nest, form, compute, kind, scalars, strips);
    if (job.blocks() == 1) {
      job.run(0);
    } else {
      parallel.run(job.blocks(), job::run);
    }
    job.finish();
    return true;
  }

  private void run(ReduceJob job, ReducePlan plan) {
    int blocks = plan.blocks();
    if (blocks == 1) {
      job.run(0);
    } else {
      parallel.run(blocks, job::run);
    }
    job.finish();
  }

  private void fill(double value, DType compute, View out) {
    Formula neutral = Formula.of("fill", 0, 0, Expr.constant(value));
    map.run(neutral.kernel(compute, out.dtype()), new long[0], List.of(), out);
  }

  private Kernel identity(DType compute) {
    @Nullable Kernel kernel = identities.get(compute);
    if (kernel == null) {
      throw new IllegalArgumentException(
          "reduce: values cannot be joined in %s; compute in i32, i64, f32 or f64"
              .formatted(compute));
    }
    return kernel;
  }

  private static Signature folding(DType compute, ReduceKind kind) {
    Operand strip = Operand.of(compute, Operand.Stride.UNIT);
    return new Signature(new Operand[] {strip, strip}, Operand.Stride.UNIT, false, kind);
  }
}
