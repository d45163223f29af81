package dev.narae.cpu.kernel;

import dev.narae.cpu.Parallel;
import dev.narae.cpu.Warmup;
import dev.narae.expr.Kernel;
import dev.narae.spi.KernelCall;
import dev.narae.spi.Readiness;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Elementwise computations and reductions of one backend. */
public final class Kernels {
  private final MapKernels map;
  private final ReduceKernels reduce;
  private final KernelCompiler compiler;
  private final ConcurrentHashMap<RowKernel, ElementLoop> rowLoops = new ConcurrentHashMap<>();

  /**
   * Kernels with vectors of {@code vectorBits} bits: 512, 256, 128, or 0 to use no Vector API,
   * which then need not be present.
   *
   * @throws IllegalArgumentException if the system property {@code narae.kernel.tier} makes no
   *     sense
   */
  public Kernels(Parallel parallel, int vectorBits, Warmup warmup) {
    this(parallel, vectorBits, Tier.fromSystem(), warmup);
  }

  Kernels(Parallel parallel, int vectorBits, Tier tier, Warmup warmup) {
    this.compiler = new KernelCompiler(vectorBits, tier, warmup);
    KernelCache cache = new KernelCache(compiler);
    this.map = new MapKernels(cache, parallel);
    this.reduce = new ReduceKernels(cache, parallel, map);
  }

  /** Evaluates a kernel for each element of {@code out}; see {@link dev.narae.spi.Backend#map}. */
  public void map(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    map.run(kernel, scalars, inputs, out);
  }

  /** Evaluates kernels in turn; see {@link dev.narae.spi.Backend#mapAll}. */
  public void mapAll(List<KernelCall> calls) {
    map.runAll(calls);
  }

  /** Has a kernel made ready; see {@link dev.narae.spi.Backend#prepare}. */
  public Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return map.prepare(kernel, inputs, out);
  }

  /** Joins a kernel's values along axes; see {@link dev.narae.spi.Backend#reduce}. */
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    reduce.run(kind, kernel, scalars, inputs, out);
  }

  /** The loop of a row kernel; compiled once. */
  public ElementLoop rows(RowKernel kernel) {
    return rowLoops.computeIfAbsent(kernel, compiler::compile);
  }
}
