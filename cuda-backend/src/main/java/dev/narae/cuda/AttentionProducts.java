package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Attention of many queries as batched products by cuBLAS, which uses tensor cores for halves, with
 * the scores stored in between, those of some batches at a time. Scores are F32 and their softmax
 * is rounded to the dtype of the values, which are then weighed with sums in F32.
 */
final class AttentionProducts {
  /** With fewer queries the kernel that stores no scores takes less than several launches. */
  private static final long FEWEST_QUERIES = 16;

  /** So many scores, 64 MB of them, are stored at once; if one batch has more, none. */
  static final long MOST_SCORES = 1L << 24;

  private static final int THREADS = 256;
  private static final int WARP = 32;

  /** Rows up to this length are computed by a warp each. */
  private static final int SHORT = 1024;

  private final Gpu gpu;
  private final MapKernels maps;
  private final Products products;
  private final long mostScores;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  AttentionProducts(Gpu gpu, MapKernels maps, Products products, long mostScores) {
    this.gpu = gpu;
    this.maps = maps;
    this.products = products;
    this.mostScores = mostScores;
  }

  private record Compiled(long weights, long scoreGradients) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("scores", text(dtype));
    return new Compiled(program.kernel("weights"), program.kernel("score_gradients"));
  }

  /** The source for a dtype; scores are F32. */
  static String text(DType dtype) {
    return KernelTexts.types(dtype) + KernelTexts.text("scores");
  }

  /** Averages and logarithms; false if it is not worth it, and nothing was done. */
  boolean forward(AttentionKernels.Problem problem) {
    if (!serves(problem, List.of(problem.averages()))) {
      return false;
    }
    DType dtype = problem.query().dtype();
    try (Memory memory = new Memory()) {
      View query = memory.matrix(problem.query());
      View key = memory.matrix(problem.key());
      View value = memory.matrix(problem.value());
      View out = joined(problem.averages());
      View logarithms = rows(problem.logarithms());
      View scores = memory.scores(problem);
      View weights = memory.like(scores, dtype);
      slices(
          problem,
          slice -> {
            View some = slice.first(scores);
            products.multiply(slice.of(query), transposed(slice.of(key)), some, null);
            View softmax = slice.first(weights);
            try (Launch launch = gpu.begin("attention")) {
              arguments(launch, problem, some, softmax);
              launch.add(slice.of(logarithms)).add(0).add(0).add(0);
              run(launch, kernels(dtype).weights, some.shape());
            }
            products.multiply(softmax, slice.of(value), slice.of(out), null);
          });
    }
    return true;
  }

  /** The gradients of query, key and value; false if nothing was done. */
  boolean gradients(AttentionKernels.Problem problem, View lowered, List<View> outputs) {
    List<View> dense = new ArrayList<>(outputs);
    dense.add(lowered);
    if (!serves(problem, dense)) {
      return false;
    }
    DType dtype = problem.query().dtype();
    try (Memory memory = new Memory()) {
      View query = memory.matrix(problem.query());
      View key = memory.matrix(problem.key());
      View value = memory.matrix(problem.value());
      View gradient = memory.matrix(problem.averages());
      View logarithms = rows(problem.logarithms());
      View lower = rows(lowered);
      List<View> results = outputs.stream().map(AttentionProducts::joined).toList();
      View scores = memory.scores(problem);
      View ofWeights = memory.scores(problem);
      View weights = memory.like(scores, dtype);
      View ofScores = memory.like(ofWeights, dtype);
      slices(
          problem,
          slice -> {
            View some = slice.first(scores);
            View inner = slice.first(ofWeights);
            View softmax = slice.first(weights);
            View differences = slice.first(ofScores);
            View queries = slice.of(query);
            View keys = slice.of(key);
            View upstream = slice.of(gradient);
            products.multiply(queries, transposed(keys), some, null);
            products.multiply(upstream, transposed(slice.of(value)), inner, null);
            try (Launch launch = gpu.begin("attentionBackward")) {
              arguments(launch, problem, some, softmax);
              launch.add(slice.of(logarithms)).add(inner).add(slice.of(lower));
              launch.add(differences);
              run(launch, kernels(dtype).scoreGradients, some.shape());
            }
            products.multiply(differences, keys, slice.of(results.get(0)), null);
            products.multiply(transposed(differences), queries, slice.of(results.get(1)), null);
            products.multiply(transposed(softmax), upstream, slice.of(results.get(2)), null);
          });
    }
    return true;
  }

  /** Some batches one after the other. */
  private record Slice(long from, long count) {
    /** Those of a view whose first dimension counts batches. */
    View of(View batches) {
      Layout layout = batches.layout();
      return batches.with(
          Layout.of(
              batches.shape().with(0, count),
              layout.strides(),
              layout.offset() + from * layout.stride(0)));
    }

    /** As many, from the first on. */
    View first(View batches) {
      return new Slice(0, count).of(batches);
    }
  }

  private void slices(AttentionKernels.Problem problem, Consumer<Slice> work) {
    long batches = problem.batches();
    long atOnce = atOnce(problem);
    for (long from = 0; from < batches; from += atOnce) {
      work.accept(new Slice(from, Math.min(atOnce, batches - from)));
    }
  }

  /** How many batches' scores are stored together. */
  private long atOnce(AttentionKernels.Problem problem) {
    long scores = problem.extent(problem.query(), 2) * problem.extent(problem.key(), 2);
    return Math.min(problem.batches(), mostScores / scores);
  }

  private boolean serves(AttentionKernels.Problem problem, List<View> dense) {
    long queries = problem.extent(problem.query(), 2);
    long keys = problem.extent(problem.key(), 2);
    return gpu.usesBlas()
        && problem.query().dtype() != DType.F64
        && queries >= FEWEST_QUERIES
        && queries <= mostScores / keys
        && problem.logarithms().layout().isContiguous()
        && dense.stream().allMatch(view -> view.layout().isContiguous());
  }

  private static void arguments(
      Launch launch, AttentionKernels.Problem problem, View scores, View weights) {
    Shape shape = scores.shape();
    launch.add(shape.dim(0) * shape.dim(1)).add(shape.dim(2)).add(shape.dim(1)).add(width(shape));
    launch.add(Double.doubleToRawLongBits(problem.scale())).add(problem.causal() ? 1 : 0);
    launch.add(scores).add(weights);
  }

  private static int width(Shape scores) {
    return scores.dim(2) <= SHORT ? WARP : THREADS;
  }

  private static void run(Launch launch, long kernel, Shape scores) {
    long rows = scores.dim(0) * scores.dim(1);
    int perBlock = THREADS / width(scores);
    launch.blocks(kernel, (rows + perBlock - 1) / perBlock, 1, 1, THREADS);
  }

  /** A view without gaps with its leading dimensions as one. */
  private static View joined(View view) {
    return view.with(Layout.of(batches(view), strides(view), view.layout().offset()));
  }

  /** A number for each row without gaps, batch by batch. */
  private static View rows(View view) {
    long rows = view.shape().dim(view.shape().rank() - 1);
    Shape shape = Shape.of(view.shape().size() / rows, rows);
    return view.with(Layout.of(shape, new long[] {rows, 1}, view.layout().offset()));
  }

  private static Shape batches(View view) {
    int rank = view.shape().rank();
    long rows = view.shape().dim(rank - 2);
    long columns = view.shape().dim(rank - 1);
    return Shape.of(view.shape().size() / (rows * columns), rows, columns);
  }

  private static long[] strides(View view) {
    int rank = view.shape().rank();
    Layout layout = view.layout();
    if (layout.isContiguous()) {
      // Of an extent of 1 the stride may be anything.
      return Layout.contiguous(batches(view)).strides();
    }
    long batch = rank == 2 ? 0 : layout.stride(rank - 3);
    return new long[] {batch, layout.stride(rank - 2), layout.stride(rank - 1)};
  }

  private static View transposed(View matrices) {
    Layout layout = matrices.layout();
    Shape shape = matrices.shape();
    return matrices.with(
        Layout.of(
            Shape.of(shape.dim(0), shape.dim(2), shape.dim(1)),
            new long[] {layout.stride(0), layout.stride(2), layout.stride(1)},
            layout.offset()));
  }

  /** What is needed until all is handed over. */
  private final class Memory implements AutoCloseable {
    private final List<CudaBuffer> buffers = new ArrayList<>();

    private View take(DType dtype, Shape shape) {
      CudaBuffer buffer = gpu.scratch(shape.size() * dtype.bytes());
      buffers.add(buffer);
      return new View(buffer, dtype, Layout.contiguous(shape));
    }

    /** A view with its leading dimensions as one: itself, or a copy where they have gaps. */
    View matrix(View view) {
      if (isRegular(view)) {
        return joined(view);
      }
      View copy = take(view.dtype(), view.shape());
      maps.copy(view, copy);
      return joined(copy);
    }

    /** Room for the scores of as many batches as there are at once. */
    View scores(AttentionKernels.Problem problem) {
      long queries = problem.extent(problem.query(), 2);
      long keys = problem.extent(problem.key(), 2);
      return take(DType.F32, Shape.of(atOnce(problem), queries, keys));
    }

    /** The same memory for F32; else some of its own. */
    View like(View scores, DType dtype) {
      return dtype == DType.F32 ? scores : take(dtype, scores.shape());
    }

    @Override
    public void close() {
      gpu.giveBack(buffers);
    }
  }

  /** Whether one stride leads from each matrix to the next. */
  private static boolean isRegular(View view) {
    if (view.layout().isContiguous()) {
      return true;
    }
    for (int d = view.shape().rank() - 4; d >= 0; d--) {
      Layout layout = view.layout();
      if (layout.stride(d) != layout.stride(d + 1) * view.shape().dim(d + 1)) {
        return false;
      }
    }
    return true;
  }
}
