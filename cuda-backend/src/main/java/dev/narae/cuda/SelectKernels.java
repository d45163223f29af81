package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Where the first few elements of each line are, a block for each line. */
final class SelectKernels {
  private static final int FIRST_LOOP = 11;
  private static final int OPERANDS = 2;
  private static final int THREADS = 256;

  /** So many are sorted in shared memory. */
  private static final long MOST = 1024;

  /** A longer line is worth more than one block, which a sort gives it. */
  private static final long LONG = 1 << 17;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Long>> compiled = new ConcurrentHashMap<>();

  SelectKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private long compile(DType dtype) {
    return gpu.programs().load("select", text(dtype)).kernel("select_first");
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    String head =
        "#define N_SLOTS %d\ntypedef %s S;\n"
            .formatted(FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2), KernelTexts.stored(dtype));
    return head + KernelTexts.text("keys") + KernelTexts.text("select");
  }

  /** False, and nothing is done, where a sort would be faster. */
  boolean trySelect(View input, int axis, boolean descending, View positions) {
    long length = input.shape().dim(axis);
    long wanted = positions.shape().dim(axis);
    Shape lines = input.shape().with(axis, 1);
    if (positions.shape().size() == 0) {
      return true;
    }
    boolean isLong = length > LONG && lines.size() < gpu.multiprocessors();
    if (wanted > MOST || isLong || length > Integer.MAX_VALUE) {
      return false;
    }
    long kernel = compiled.computeIfAbsent(input.dtype(), t -> new Lazy<>(() -> compile(t))).get();
    Loops loops =
        WalkLoops.of(
            gpu,
            lines,
            List.of(
                WalkLoops.lines(input.layout(), axis), WalkLoops.lines(positions.layout(), axis)));
    try (Launch launch = gpu.begin("select")) {
      launch.add(lines.size()).add(length).add(input).add(positions);
      launch.add(input.layout().stride(axis)).add(positions.layout().stride(axis));
      launch.add(wanted).add(descending ? 1 : 0);
      launch.add((long) input.dtype().compute().bytes() * Byte.SIZE);
      launch.add(Sorter.network(wanted));
      launch.add(loops.depth()).add(loops, OPERANDS);
      launch.blocks(kernel, Math.min(lines.size(), Integer.MAX_VALUE), 1, 1, THREADS);
    }
    return true;
  }
}
