package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Scaled dot-product attention and its gradients, without storing the scores. */
final class AttentionKernels {
  private static final int FIRST_LOOP = 32;
  private static final int OPERANDS = 9;
  private static final int THREADS = 128;
  private static final int MOST_LOOPS = 8;
  private static final int MOST = 512;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  AttentionKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(long attention, long queryGrad, long keyValueGrad) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("attention", text(dtype));
    return new Compiled(
        program.kernel("attention"),
        program.kernel("query_gradient"),
        program.kernel("key_value_gradient"));
  }

  /** The source for a dtype; halves are computed in F32. */
  static String text(DType dtype) {
    String head = "#define N_SLOTS %d\n".formatted(FIRST_LOOP + MOST_LOOPS * (OPERANDS + 2));
    return head + KernelTexts.types(dtype) + KernelTexts.text("attention");
  }

  /**
   * What attention reads and writes.
   *
   * @param scale of the scores
   * @param causal whether a query sees no later key
   * @param query (…, L, E)
   * @param key (…, S, E)
   * @param value (…, S, V)
   * @param averages (…, L, V), or their gradient
   * @param logarithms (…, L), of halves in F32
   */
  record Problem(
      double scale,
      boolean causal,
      View query,
      View key,
      View value,
      View averages,
      View logarithms) {
    long extent(View view, int fromEnd) {
      return view.shape().dim(view.shape().rank() - fromEnd);
    }

    long batches() {
      return logarithms.shape().size() / extent(logarithms, 1);
    }
  }

  /** Averages and logarithms; false if rows are too long. */
  boolean forward(Problem problem) {
    Loops loops = loops(problem, problem.logarithms, List.of());
    if (!serves(problem, loops)) {
      return false;
    }
    long kernel = kernels(problem.query.dtype()).attention;
    try (Launch launch = gpu.begin("attention")) {
      arguments(launch, problem, problem.logarithms, List.of(), loops);
      long queries = problem.batches() * problem.extent(problem.query, 2);
      launch.blocks(kernel, queries, 1, 1, THREADS);
    }
    return true;
  }

  /**
   * The gradients of query, key and value; false if rows are too long.
   *
   * @param lowered (…, L), of halves in F32
   */
  boolean gradients(Problem problem, View lowered, List<View> outputs) {
    Loops loops = loops(problem, lowered, outputs);
    if (!serves(problem, loops)) {
      return false;
    }
    Compiled kernels = kernels(problem.query.dtype());
    try (Launch launch = gpu.begin("attentionBackward")) {
      arguments(launch, problem, lowered, outputs, loops);
      long queries = problem.batches() * problem.extent(problem.query, 2);
      long keys = problem.batches() * problem.extent(problem.key, 2);
      launch.blocks(kernels.queryGrad, queries, 1, 1, THREADS);
      launch.blocks(kernels.keyValueGrad, keys, 1, 1, THREADS);
    }
    return true;
  }

  private static boolean serves(Problem problem, Loops loops) {
    return problem.extent(problem.query, 1) <= MOST
        && problem.extent(problem.value, 1) <= MOST
        && loops.depth() <= MOST_LOOPS;
  }

  private static Loops loops(Problem problem, View lowered, List<View> outputs) {
    List<View> matrices = List.of(problem.query, problem.key, problem.value, problem.averages);
    int rank = problem.logarithms.shape().rank() - 1;
    long[] extents = Arrays.copyOf(problem.logarithms.shape().dims(), rank);
    Shape leading = Shape.of(extents);
    List<Layout> layouts = new ArrayList<>();
    matrices.forEach(view -> layouts.add(leading(view, leading)));
    layouts.add(leading(problem.logarithms, leading));
    layouts.add(leading(lowered, leading));
    outputs.forEach(view -> layouts.add(leading(view, leading)));
    while (layouts.size() < OPERANDS) {
      layouts.add(Layout.of(leading, new long[rank], 0));
    }
    return Loops.of(leading, layouts);
  }

  private static Layout leading(View view, Shape shape) {
    return Layout.of(shape, Arrays.copyOf(view.layout().strides(), shape.rank()), 0);
  }

  private static void arguments(
      Launch launch, Problem problem, View lowered, List<View> outputs, Loops loops) {
    launch.add(problem.extent(problem.query, 2)).add(problem.extent(problem.key, 2));
    launch.add(problem.extent(problem.query, 1)).add(problem.extent(problem.value, 1));
    launch.add(Double.doubleToRawLongBits(problem.scale)).add(problem.causal ? 1 : 0);
    matrix(launch, problem.query);
    matrix(launch, problem.key);
    matrix(launch, problem.value);
    matrix(launch, problem.averages);
    vector(launch, problem.logarithms);
    vector(launch, lowered);
    outputs.forEach(view -> matrix(launch, view));
    while (launch.slots() < FIRST_LOOP - 1) {
      launch.add(0);
    }
    launch.add(loops.depth()).add(loops, OPERANDS);
  }

  private static void matrix(Launch launch, View view) {
    int rank = view.shape().rank();
    launch.add(view).add(view.layout().stride(rank - 2)).add(view.layout().stride(rank - 1));
  }

  private static void vector(Launch launch, View view) {
    launch.add(view).add(view.layout().stride(view.shape().rank() - 1));
  }
}
