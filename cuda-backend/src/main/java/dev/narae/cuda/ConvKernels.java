package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Window;
import dev.narae.spi.View;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Convolution and its gradients by kernels of our own. */
final class ConvKernels {
  private static final int RANK = 4;
  private static final int PARTS_SLOT = 33;

  /** A part of the weight's gradient sums at least so many products for each element. */
  private static final long DEPTH_OF_PART = 256;

  private static final long MOST_PARTS = 64;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  ConvKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(long forward, long inputGrad, long weightGrad, long weightGradSum) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("conv", text(dtype));
    return new Compiled(
        program.kernel("forward"),
        program.kernel("input_gradient"),
        program.kernel("weight_gradient"),
        program.kernel("weight_gradient_sum"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    return KernelTexts.types(dtype) + KernelTexts.text("tile") + KernelTexts.text("conv");
  }

  void forward(Convolution conv, @Nullable View bias) {
    long kernel = kernels(conv.y().dtype()).forward;
    try (Launch launch = gpu.begin("conv2d")) {
      arguments(launch, conv, bias);
      Tiles.launch(
          launch, kernel, conv.outChannels(), conv.images() * conv.outPixels(), conv.groups());
    }
  }

  void inputGrad(Convolution conv) {
    long kernel = kernels(conv.y().dtype()).inputGrad;
    try (Launch launch = gpu.begin("conv2dInputGrad")) {
      arguments(launch, conv, null);
      Tiles.launch(
          launch, kernel, conv.inChannels(), conv.images() * conv.inPixels(), conv.groups());
    }
  }

  void weightGrad(Convolution conv) {
    Compiled kernels = kernels(conv.y().dtype());
    long rows = conv.outChannels();
    long columns = conv.weight().shape().size() / conv.weight().shape().dim(0);
    long depth = conv.images() * conv.outPixels();
    long blocks = Tiles.count(rows, columns) * conv.groups();
    long wanted = (4L * gpu.multiprocessors() + blocks - 1) / blocks;
    long parts = Math.clamp(Math.min(wanted, depth / DEPTH_OF_PART), 1, MOST_PARTS);
    long size = conv.weight().shape().size();
    try (Launch launch = gpu.begin("conv2dWeightGrad")) {
      arguments(launch, conv, null);
      CudaBuffer sums = launch.scratch(parts * size * conv.y().dtype().compute().bytes());
      launch.set(PARTS_SLOT, parts).set(PARTS_SLOT + 1, sums.address());
      Tiles.launch(launch, kernels.weightGrad, rows, columns, conv.groups() * parts);
      launch.elements(kernels.weightGradSum, size, 1);
    }
  }

  private static void arguments(Launch launch, Convolution conv, @Nullable View bias) {
    for (int d = 0; d < RANK; d++) {
      launch.add(conv.x().shape().dim(d));
    }
    launch.add(conv.weight().shape().dim(0));
    launch.add(conv.weight().shape().dim(2)).add(conv.weight().shape().dim(3));
    launch.add(conv.y().shape().dim(2)).add(conv.y().shape().dim(3)).add(conv.groups());
    Window window = conv.window();
    launch.add(window.strideH()).add(window.strideW()).add(window.padH()).add(window.padW());
    launch.add(window.dilationH()).add(window.dilationW());
    for (View view : new View[] {conv.x(), conv.weight(), conv.y()}) {
      launch.add(view);
      for (int d = 0; d < RANK; d++) {
        launch.add(view.layout().stride(d));
      }
    }
    launch.add(bias == null ? 0 : launch.address(bias));
    launch.add(bias == null ? 0 : bias.layout().stride(0));
    launch.add(1).add(0);
  }
}
