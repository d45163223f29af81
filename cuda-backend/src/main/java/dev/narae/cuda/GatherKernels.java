package dev.narae.cuda;

import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Elements picked by an index along an axis; only their size matters. */
final class GatherKernels {
  private static final int FIRST_LOOP = 6;
  private static final int OPERANDS = 3;

  private final Gpu gpu;
  private final ConcurrentHashMap<Integer, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  GatherKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(long gather32, long gather64) {}

  private Compiled compile(int bytes) {
    Program program = gpu.programs().load("gather", text(bytes));
    return new Compiled(program.kernel("gather32"), program.kernel("gather64"));
  }

  /** The source for elements of a size. */
  static String text(int bytes) {
    String type =
        switch (bytes) {
          case 1 -> "unsigned char";
          case 2 -> "unsigned short";
          case 4 -> "n_u32";
          default -> "n_u64";
        };
    return "#define N_SLOTS %d\ntypedef %s T;\n".formatted(slots(), type)
        + KernelTexts.text("gather");
  }

  private static int slots() {
    return FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2);
  }

  void gather(View input, int axis, View index, View out) {
    long count = out.shape().size();
    if (count == 0) {
      return;
    }
    Compiled kernels =
        compiled.computeIfAbsent(out.dtype().bytes(), b -> new Lazy<>(() -> compile(b))).get();
    Layout lines = WalkLoops.without(input.layout(), axis, out.shape());
    Loops loops = WalkLoops.of(gpu, out.shape(), List.of(out.layout(), index.layout(), lines));
    try (Launch launch = gpu.begin("gather")) {
      launch.add(count).add(out).add(index).add(input).add(input.layout().stride(axis));
      launch.add(loops.depth()).add(loops, OPERANDS);
      launch.elements(
          Reach.fits32(loops, OPERANDS) ? kernels.gather32 : kernels.gather64, count, 1);
    }
  }
}
