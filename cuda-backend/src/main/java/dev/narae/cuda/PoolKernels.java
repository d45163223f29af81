package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.concurrent.ConcurrentHashMap;

/** Max-pooling and its gradient. */
final class PoolKernels {
  private static final int RANK = 4;
  private static final int WARP = 32;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  PoolKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(long forward, long gradient) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("pool", text(dtype));
    return new Compiled(program.kernel("max_pool"), program.kernel("max_pool_gradient"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    return "typedef %s T;\n".formatted(KernelTexts.stored(dtype)) + KernelTexts.text("pool");
  }

  void maxPool(FusedOp.MaxPool2d pool, View x, View out, View positions) {
    if (out.shape().size() == 0) {
      return;
    }
    long kernel = kernels(out.dtype()).forward;
    Window window = pool.window();
    try (Launch launch = gpu.begin("maxPool2d")) {
      extents(launch, x.shape(), 0);
      extents(launch, out.shape(), 2);
      launch.add(pool.kernelH()).add(pool.kernelW());
      launch.add(window.strideH()).add(window.strideW()).add(window.padH()).add(window.padW());
      launch.add(window.dilationH()).add(window.dilationW());
      placed(launch, x);
      placed(launch, out);
      placed(launch, positions);
      launch.elements(kernel, out.shape().size(), 1);
    }
  }

  void maxPoolGrad(View gradient, View positions, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    long kernel = kernels(out.dtype()).gradient;
    try (Launch launch = gpu.begin("maxPool2dBackward")) {
      extents(launch, out.shape(), 0);
      extents(launch, gradient.shape(), 2);
      placed(launch, gradient);
      placed(launch, positions);
      placed(launch, out);
      launch.blocks(kernel, out.shape().dim(0) * out.shape().dim(1), 1, 1, WARP);
    }
  }

  private static void extents(Launch launch, Shape shape, int from) {
    for (int d = from; d < RANK; d++) {
      launch.add(shape.dim(d));
    }
  }

  private static void placed(Launch launch, View view) {
    launch.add(view);
    for (int d = 0; d < RANK; d++) {
      launch.add(view.layout().stride(d));
    }
  }
}
