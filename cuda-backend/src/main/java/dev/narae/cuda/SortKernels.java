package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Sorting along an axis: elements become whole numbers of the same order, which are sorted. */
final class SortKernels {
  private static final int FIRST_LOOP = 12;
  private static final int OPERANDS = 3;

  private final Gpu gpu;
  private final Sorter sorter;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  SortKernels(Gpu gpu, Sorter sorter) {
    this.gpu = gpu;
    this.sorter = sorter;
  }

  private record Compiled(long keys, long place) {}

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("sort", text(dtype));
    return new Compiled(program.kernel("keys"), program.kernel("place"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    String head =
        "#define N_SLOTS %d\ntypedef %s S;\n"
            .formatted(FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2), KernelTexts.stored(dtype));
    return head + KernelTexts.text("keys") + KernelTexts.text("sort");
  }

  void sort(View input, int axis, boolean descending, View values, View positions) {
    long count = input.shape().size();
    if (count == 0) {
      return;
    }
    Compiled kernels =
        compiled.computeIfAbsent(input.dtype(), t -> new Lazy<>(() -> compile(t))).get();
    sorter.prepare();
    Shape lines = input.shape().with(axis, 1);
    long length = input.shape().dim(axis);
    List<View> views = List.of(input, values, positions);
    Loops loops =
        WalkLoops.of(
            gpu, lines, views.stream().map(v -> WalkLoops.lines(v.layout(), axis)).toList());
    try (Launch launch = gpu.begin("sort")) {
      CudaBuffer keys = launch.scratch(8 * count);
      arguments(launch, views, axis, descending, loops, keys.address(), 0);
      launch.elements(kernels.keys, count, 1);
      int bits = input.dtype().compute().bytes() * Byte.SIZE;
      Sorter.Sorted sorted = sorter.sort(launch, lines.size(), length, keys, bits);
      arguments(launch, views, axis, descending, loops, sorted.keys(), sorted.positions());
      launch.elements(kernels.place, count, 1);
    }
  }

  private static void arguments(
      Launch launch,
      List<View> views,
      int axis,
      boolean descending,
      Loops loops,
      long keys,
      long sorted) {
    long length = views.getFirst().shape().dim(axis);
    launch.arguments().add(views.getFirst().shape().size() / length).add(length);
    views.forEach(launch::add);
    views.forEach(view -> launch.add(view.layout().stride(axis)));
    launch.add(keys).add(sorted).add(descending ? 1 : 0);
    launch.add(loops.depth()).add(loops, OPERANDS);
  }
}
