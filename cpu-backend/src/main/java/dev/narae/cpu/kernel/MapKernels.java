package dev.narae.cpu.kernel;

import dev.narae.cpu.Parallel;
import dev.narae.expr.Kernel;
import dev.narae.spi.KernelCall;
import dev.narae.spi.MapCall;
import dev.narae.spi.Readiness;
import dev.narae.spi.View;
import java.util.List;

/** Runs kernels over whole views: picks the loops, cuts them into blocks, spreads the blocks. */
public final class MapKernels {
  /** Rows shorter than this make the other loop the inner one, if it reads as densely. */
  private static final int SHORTEST_ROW = 16;

  /** So few elements are not worth a thought about blocks. */
  private static final long SMALL = 2048;

  private final KernelCache cache;
  private final Parallel parallel;

  MapKernels(KernelCache cache, Parallel parallel) {
    this.cache = cache;
    this.parallel = parallel;
  }

  /**
   * Evaluates a kernel for each element of {@code out}, as {@link dev.narae.spi.Backend#map} says.
   */
  public void run(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    Nest nest = nest(inputs, out);
    KernelForm form = form(kernel, nest);
    if (nest.depth() == 1 && nest.extent(0) <= SMALL) {
      runAtOnce(nest, form.loop(), scalars);
      return;
    }
    MapJob job = new MapJob(nest, form, scalars);
    if (job.blocks() == 1) {
      job.run(0);
    } else {
      parallel.run(job.blocks(), job::run);
    }
  }

  /** Evaluates kernels in turn; see {@link dev.narae.spi.Backend#mapAll}. */
  public void runAll(List<KernelCall> calls) {
    new MapSequence(this, parallel).run(calls);
  }

  /** A call whose views all lie densely, in one order. */
  MapStep dense(Kernel kernel, MapCall call) {
    Nest nest = nest(call.inputs(), call.out());
    if (nest.depth() != 1) {
      throw new IllegalArgumentException("map: views that are not dense");
    }
    ElementLoop loop = form(kernel, nest).loop();
    return new MapStep(loop, nest.segments(), nest.starts(), nest.steps(0), call.numbers());
  }

  /** Has the vector form of a kernel compiled. */
  Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return form(kernel, nest(inputs, out)).loop().prepare();
  }

  private static Nest nest(List<View> inputs, View out) {
    Nest nest = Nest.of(out.shape(), inputs, out);
    if (nest.depth() > 1) {
      nest.setColumnLoop(nest.densestLoop(nest.operands(), SHORTEST_ROW));
    }
    return nest;
  }

  private KernelForm form(Kernel kernel, Nest nest) {
    return cache.find(
        kernel, new Signature(nest.describe(), nest.indexStride(), nest.isWide(), null));
  }

  private static void runAtOnce(Nest nest, ElementLoop loop, long[] scalars) {
    long[] steps = nest.steps(0);
    int columns = (int) nest.extent(0);
    // There is one row, so steps between rows do not matter.
    loop.run(nest.segments(), nest.starts(), steps, steps, columns, 1, scalars);
  }
}
