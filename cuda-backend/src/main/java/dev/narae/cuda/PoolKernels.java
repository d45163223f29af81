package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.util.concurrent.ConcurrentHashMap;

/** Max- and average-pooling and their gradients. */
final class PoolKernels {
  private static final int RANK = 4;
  private static final int WARP = 32;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  PoolKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(long forward, long gradient, long average, long averageGradient) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("pool", text(dtype));
    return new Compiled(
        program.kernel("max_pool"),
        program.kernel("max_pool_gradient"),
        program.kernel("avg_pool"),
        program.kernel("avg_pool_gradient"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    return KernelTexts.types(dtype) + KernelTexts.text("pool");
  }

  void maxPool(FusedOp.MaxPool2d pool, View x, View out, View positions) {
    if (out.shape().size() == 0) {
      return;
    }
    long kernel = kernels(out.dtype()).forward;
    try (Launch launch = gpu.begin("maxPool2d")) {
      windows(launch, x.shape(), out.shape(), pool.kernelH(), pool.kernelW(), pool.window());
      placed(launch, x);
      placed(launch, out);
      placed(launch, positions);
      launch.elements(kernel, out.shape().size(), 1);
    }
  }

  void avgPool(FusedOp.AvgPool2d pool, View x, View out) {
    if (out.shape().size() > 0) {
      average(kernels(out.dtype()).average, "avgPool2d", pool, x, out, out.shape().size());
    }
  }

  void avgPoolGrad(FusedOp.AvgPool2d pool, View gradient, View out) {
    if (out.shape().size() > 0) {
      long kernel = kernels(out.dtype()).averageGradient;
      average(kernel, "avgPool2dBackward", pool, out, gradient, out.shape().size());
    }
  }

  private void average(
      long kernel, String name, FusedOp.AvgPool2d pool, View x, View y, long elements) {
    try (Launch launch = gpu.begin(name)) {
      windows(launch, x.shape(), y.shape(), pool.kernelH(), pool.kernelW(), pool.window());
      placed(launch, x);
      placed(launch, y);
      launch.add(pool.countPad() ? 1 : 0).add(pool.divisor());
      launch.elements(kernel, elements, 1);
    }
  }

  private static void windows(
      Launch launch, Shape x, Shape y, int kernelH, int kernelW, Window window) {
    extents(launch, x, 0);
    extents(launch, y, 2);
    launch.add(kernelH).add(kernelW);
    launch.add(window.strideH()).add(window.strideW()).add(window.padH()).add(window.padW());
    launch.add(window.dilationH()).add(window.dilationW());
  }

  /** False if a plane is too large, and nothing was done. */
  boolean maxPoolGrad(View gradient, View positions, View out) {
    if (out.shape().size() == 0) {
      return true;
    }
    if (plane(out.shape()) > Integer.MAX_VALUE || plane(gradient.shape()) > Integer.MAX_VALUE) {
      return false;
    }
    long kernel = kernels(out.dtype()).gradient;
    try (Launch launch = gpu.begin("maxPool2dBackward")) {
      extents(launch, out.shape(), 0);
      extents(launch, gradient.shape(), 2);
      placed(launch, gradient);
      placed(launch, positions);
      if (out.dtype().isHalf()) {
        sums(launch, out);
      } else {
        placed(launch, out);
      }
      placed(launch, out);
      launch.blocks(kernel, out.shape().dim(0) * out.shape().dim(1), 1, 1, WARP);
    }
    return true;
  }

  private static long plane(Shape shape) {
    return shape.dim(2) * shape.dim(3);
  }

  /** Where the sums of halves are until they are rounded: planes one after the other. */
  private static void sums(Launch launch, View out) {
    long plane = plane(out.shape());
    long bytes = out.shape().size() * out.dtype().compute().bytes();
    launch.add(launch.scratch(bytes).address());
    launch.add(out.shape().dim(1) * plane).add(plane).add(out.shape().dim(3)).add(1);
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
