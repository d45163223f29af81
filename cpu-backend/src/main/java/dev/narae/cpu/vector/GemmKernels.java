package dev.narae.cpu.vector;

import java.util.concurrent.atomic.AtomicIntegerArray;
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
  private final AtomicIntegerArray requested = new AtomicIntegerArray(GemmTile.COUNT);

  /**
   * An empty set of kernels.
   *
   * @param warmup compiles kernels in the background; null to hand them out at once
   */
  GemmKernels(GemmVectorType type, @Nullable GemmWarmup warmup) {
    this.type = type;
    this.warmup = warmup;
  }

  /** The kernel of the given form, or null as long as it is not ready. */
  @Nullable GemmKernel find(int rows, int vectors, boolean inPlace, boolean columns) {
    int index = GemmTile.index(rows, vectors, inPlace, columns);
    GemmKernel kernel = ready.get(index);
    if (kernel == null && requested.compareAndSet(index, 0, 1)) {
      prepare(new GemmTile(rows, vectors, inPlace, columns));
      kernel = ready.get(index);
    }
    return kernel;
  }

  /** A kernel that {@link #find} has already returned. */
  GemmKernel ready(int rows, int vectors, boolean inPlace, boolean columns) {
    GemmKernel kernel = find(rows, vectors, inPlace, columns);
    if (kernel == null) {
      throw new IllegalStateException("matmul: the kernel was not asked for before");
    }
    return kernel;
  }

  private void prepare(GemmTile tile) {
    if (warmup == null) {
      ready.set(tile.index(), GemmKernelWriter.write(type, tile));
    } else {
      warmup.submit(type, tile, kernel -> ready.set(tile.index(), kernel));
    }
  }
}
