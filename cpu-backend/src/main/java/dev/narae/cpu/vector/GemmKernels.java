package dev.narae.cpu.vector;

import dev.narae.cpu.Demand;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The micro-kernels of one element type and vector width. A kernel is written when it is first
 * asked for, and handed out once it runs as compiled code.
 */
final class GemmKernels {

  private final GemmVectorType type;
  private final @Nullable GemmWarmup warmup;
  private final AtomicReferenceArray<@Nullable GemmKernel> ready =
      new AtomicReferenceArray<>(GemmTile.COUNT);
  private final AtomicReferenceArray<@Nullable Demand> demands =
      new AtomicReferenceArray<>(GemmTile.COUNT);

  /**
   * An empty set of kernels.
   *
   * @param warmup compiles kernels in the background; null to hand them out at once
   */
  GemmKernels(GemmVectorType type, @Nullable GemmWarmup warmup) {
    this.type = type;
    this.warmup = warmup;
  }

  /**
   * The kernel of the given form, or null as long as it is not ready.
   *
   * @param steps products that are computed without it then
   */
  @Nullable GemmKernel find(int rows, int vectors, boolean inPlace, boolean columns, long steps) {
    int index = GemmTile.index(rows, vectors, inPlace, columns);
    GemmKernel kernel = ready.get(index);
    if (kernel == null) {
      demand(new GemmTile(rows, vectors, inPlace, columns)).add(steps);
      kernel = ready.get(index);
    }
    return kernel;
  }

  /** The first call has the kernel prepared. */
  private Demand demand(GemmTile tile) {
    Demand known = demands.get(tile.index());
    if (known != null) {
      return known;
    }
    Demand mine = new Demand();
    Demand before = demands.compareAndExchange(tile.index(), null, mine);
    if (before != null) {
      return before;
    }
    prepare(tile, mine);
    return mine;
  }

  /** A kernel that {@link #find} has already returned. */
  GemmKernel ready(int rows, int vectors, boolean inPlace, boolean columns) {
    GemmKernel kernel = find(rows, vectors, inPlace, columns, 0);
    if (kernel == null) {
      throw new IllegalStateException("matmul: the kernel was not asked for before");
    }
    return kernel;
  }

  private void prepare(GemmTile tile, Demand demand) {
    if (warmup == null) {
      ready.set(tile.index(), GemmKernelWriter.write(type, tile));
    } else {
      warmup.submit(demand, type, tile, kernel -> ready.set(tile.index(), kernel));
    }
  }
}
