package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Layer normalisation and cross-entropy along the last dimension, and their gradients. */
final class NormKernels {
  private static final int FIRST_LOOP = 22;
  private static final int OPERANDS = 3;
  private static final int THREADS = 256;

  /** Lines up to this length are computed by a warp each, which keeps them in its registers. */
  private static final int SHORT = 1024;

  private static final int COLUMNS = 32;
  private static final long MOST_PARTS = 64;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  NormKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(
      long layerNorm,
      long layerNormKept,
      long layerNormGrad,
      long columns,
      long finish,
      long crossEntropy,
      long crossEntropyKept,
      long crossEntropyGrad) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("norm", text(dtype));
    return new Compiled(
        program.kernel("layer_norm"),
        program.kernel("layer_norm_kept"),
        program.kernel("layer_norm_gradient"),
        program.kernel("layer_norm_columns"),
        program.kernel("layer_norm_finish"),
        program.kernel("cross_entropy"),
        program.kernel("cross_entropy_kept"),
        program.kernel("cross_entropy_gradient"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    String head =
        "#define N_SLOTS %d\n#define N_LOOPS %d\n"
            .formatted(FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2), FIRST_LOOP);
    return head + KernelTexts.types(dtype) + KernelTexts.text("rows") + KernelTexts.text("norm");
  }

  /**
   * (x - mean) / √(variance + eps) · weight + bias for each line; further outputs are its mean and
   * what it is multiplied by.
   *
   * @param centred whether the mean is subtracted
   */
  void layerNorm(
      boolean centred,
      double eps,
      View x,
      @Nullable View weight,
      @Nullable View bias,
      List<View> outputs) {
    View out = outputs.getFirst();
    if (out.shape().size() == 0) {
      return;
    }
    Compiled kernels = kernels(out.dtype());
    long kernel = isShort(x.shape()) ? kernels.layerNormKept : kernels.layerNorm;
    try (Launch launch = gpu.begin("layerNorm")) {
      lines(launch, List.of(x, x, out), x.shape());
      vector(launch, 10, weight);
      vector(launch, 12, bias);
      launch.set(14, Double.doubleToRawLongBits(eps)).set(15, centred ? 1 : 0);
      vector(launch, 16, outputs.get(1));
      vector(launch, 18, outputs.get(2));
      run(launch, kernel, x.shape());
    }
  }

  /** The gradients for x and, where they are wanted, for weight and bias. */
  void layerNormGrad(
      boolean centred,
      List<View> inputs,
      @Nullable View weight,
      View out,
      @Nullable View weightGrad,
      @Nullable View biasGrad) {
    View x = inputs.get(1);
    Compiled kernels = kernels(out.dtype());
    long length = last(x.shape());
    long lines = x.shape().size() / Math.max(1, length);
    long blocks = (length + COLUMNS - 1) / COLUMNS;
    long parts =
        Math.clamp(
            Math.min(4L * gpu.multiprocessors() / Math.max(1, blocks), lines / 32), 1, MOST_PARTS);
    try (Launch launch = gpu.begin("layerNormBackward")) {
      lines(launch, List.of(inputs.getFirst(), x, out), x.shape());
      vector(launch, 10, weight);
      launch.set(15, centred ? 1 : 0);
      vector(launch, 16, inputs.get(inputs.size() - 2));
      vector(launch, 18, inputs.getLast());
      int bytes = out.dtype().compute().bytes();
      launch.set(20, launch.scratch(2L * bytes * parts * length).address());
      if (lines > 0 && length > 0) {
        run(launch, kernels.layerNormGrad, x.shape());
      }
      if (length > 0 && (weightGrad != null || biasGrad != null)) {
        launch.blocks(kernels.columns, blocks, parts, 1, THREADS);
        launch.set(0, parts);
        vector(launch, 3, weightGrad);
        vector(launch, 5, biasGrad);
        launch.elements(kernels.finish, length, 1);
      }
    }
  }

  /**
   * log(sum of e^x) - x at the label, for each line; further outputs are its largest x and the sum.
   */
  void crossEntropy(View x, View labels, List<View> outputs) {
    View out = outputs.getFirst();
    if (out.shape().size() == 0) {
      return;
    }
    Compiled kernels = kernels(x.dtype());
    long kernel = isShort(x.shape()) ? kernels.crossEntropyKept : kernels.crossEntropy;
    try (Launch launch = gpu.begin("crossEntropy")) {
      lines(launch, List.of(x, x, column(out)), x.shape());
      vector(launch, 12, labels);
      vector(launch, 14, outputs.get(1));
      vector(launch, 16, outputs.get(2));
      run(launch, kernel, x.shape());
    }
  }

  /** The gradient of {@link #crossEntropy} for x. */
  void crossEntropyGrad(List<View> inputs, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    long kernel = kernels(out.dtype()).crossEntropyGrad;
    try (Launch launch = gpu.begin("crossEntropyBackward")) {
      View x = inputs.get(1);
      lines(launch, List.of(x, column(inputs.getFirst()), out), x.shape());
      vector(launch, 12, inputs.get(2));
      vector(launch, 14, inputs.get(3));
      vector(launch, 16, inputs.get(4));
      run(launch, kernel, x.shape());
    }
  }

  private static long last(Shape shape) {
    return shape.dim(shape.rank() - 1);
  }

  /** A number for each line as lines of one element. */
  private static View column(View lines) {
    long[] strides = java.util.Arrays.copyOf(lines.layout().strides(), lines.shape().rank() + 1);
    return lines.with(
        Layout.of(lines.shape().insert(lines.shape().rank(), 1), strides, lines.layout().offset()));
  }

  private static boolean isShort(Shape shape) {
    return last(shape) <= SHORT;
  }

  private static int width(Shape shape) {
    return isShort(shape) ? COLUMNS : THREADS;
  }

  /** Slots 0 to 9, zeros up to the loops, and the loops. */
  private void lines(Launch launch, List<View> views, Shape shape) {
    int axis = shape.rank() - 1;
    Shape lines = shape.with(axis, 1);
    Loops loops =
        WalkLoops.of(
            gpu, lines, views.stream().map(v -> WalkLoops.lines(v.layout(), axis)).toList());
    launch.add(lines.size()).add(last(shape)).add(width(shape));
    views.forEach(view -> launch.add(view).add(view.layout().stride(axis)));
    launch.add(loops.depth());
    while (launch.slots() < FIRST_LOOP) {
      launch.add(0);
    }
    launch.add(loops, OPERANDS);
  }

  private static void vector(Launch launch, int slot, @Nullable View vector) {
    launch.set(slot, vector == null ? 0 : launch.address(vector));
    launch.set(slot + 1, vector == null ? 0 : vector.layout().stride(0));
  }

  private static void run(Launch launch, long kernel, Shape shape) {
    int perBlock = THREADS / width(shape);
    long lines = shape.size() / last(shape);
    launch.blocks(kernel, (lines + perBlock - 1) / perBlock, 1, 1, THREADS);
  }
}
