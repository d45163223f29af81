package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Softmax and log-softmax along the last dimension, and their gradients. */
final class SoftmaxKernels {
  private static final int FIRST_LOOP = 10;
  private static final int OPERANDS = 3;
  private static final int THREADS = 256;

  /** Lines up to this length are computed by a warp each, which keeps them in its registers. */
  private static final int SHORT = 1024;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  SoftmaxKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(
      long softmax,
      long softmaxKept,
      long logSoftmax,
      long logSoftmaxKept,
      long softmaxGrad,
      long logSoftmaxGrad) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("softmax", text(dtype));
    return new Compiled(
        program.kernel("softmax"),
        program.kernel("softmax_kept"),
        program.kernel("log_softmax"),
        program.kernel("log_softmax_kept"),
        program.kernel("softmax_gradient"),
        program.kernel("log_softmax_gradient"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    String head =
        "#define N_SLOTS %d\n#define N_LOOPS %d\n"
            .formatted(FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2), FIRST_LOOP);
    return head + KernelTexts.types(dtype) + KernelTexts.text("rows") + KernelTexts.text("softmax");
  }

  void softmax(View input, View out) {
    Compiled kernels = kernels(out.dtype());
    run(isShort(out) ? kernels.softmaxKept : kernels.softmax, input, input, out);
  }

  void logSoftmax(View input, View out) {
    Compiled kernels = kernels(out.dtype());
    run(isShort(out) ? kernels.logSoftmaxKept : kernels.logSoftmax, input, input, out);
  }

  void softmaxGrad(View gradient, View softmax, View out) {
    run(kernels(out.dtype()).softmaxGrad, gradient, softmax, out);
  }

  void logSoftmaxGrad(View gradient, View logSoftmax, View out) {
    run(kernels(out.dtype()).logSoftmaxGrad, gradient, logSoftmax, out);
  }

  private static boolean isShort(View view) {
    return view.shape().dim(view.shape().rank() - 1) <= SHORT;
  }

  private void run(long kernel, View first, View second, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    int axis = out.shape().rank() - 1;
    long length = out.shape().dim(axis);
    Shape lines = out.shape().with(axis, 1);
    List<View> views = List.of(first, second, out);
    Loops loops =
        WalkLoops.of(
            gpu, lines, views.stream().map(v -> WalkLoops.lines(v.layout(), axis)).toList());
    int width = isShort(out) ? 32 : THREADS;
    try (Launch launch = gpu.begin("softmax")) {
      launch.add(lines.size()).add(length).add(width);
      views.forEach(view -> launch.add(view).add(view.layout().stride(axis)));
      launch.add(loops.depth()).add(loops, OPERANDS);
      int perBlock = THREADS / width;
      launch.blocks(kernel, (lines.size() + perBlock - 1) / perBlock, 1, 1, THREADS);
    }
  }
}
