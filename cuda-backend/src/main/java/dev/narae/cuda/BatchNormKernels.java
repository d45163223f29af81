package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Batch normalisation with the batch's own statistics, and its gradients. */
final class BatchNormKernels {
  private static final int FIRST_LOOP = 26;
  private static final int OPERANDS = 3;
  private static final int THREADS = 256;
  private static final int CHANNELS = 1;
  private static final int MOMENTS_BYTES = 24;

  /** A block has at least so many elements, so that joining blocks' results costs little. */
  private static final long FEWEST = 4096;

  private static final long MOST_PARTS = 128;

  private final Gpu gpu;
  private final ConcurrentHashMap<DType, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  BatchNormKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(long moments, long norm, long totals, long gradient) {}

  private Compiled kernels(DType dtype) {
    return compiled.computeIfAbsent(dtype, t -> new Lazy<>(() -> compile(t))).get();
  }

  private Compiled compile(DType dtype) {
    Program program = gpu.programs().load("batch", text(dtype));
    return new Compiled(
        program.kernel("batch_moments"),
        program.kernel("batch_norm"),
        program.kernel("batch_totals"),
        program.kernel("batch_gradient"));
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    int slots = FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2);
    return "#define N_SLOTS %d\n".formatted(slots)
        + KernelTexts.types(dtype)
        + KernelTexts.text("batch");
  }

  /** Views' addresses and strides along the channels. */
  private static void place(Launch launch, List<View> views, int axis) {
    views.forEach(view -> launch.add(view).add(view.layout().stride(axis)));
  }

  /**
   * (x - mean) · scale · weight + bias.
   *
   * @param weight (C), as bias, in the dtype that x is computed in
   * @param statistics the means, the scales and the variances (C), F64
   */
  void forward(double eps, View x, View weight, View bias, View y, List<View> statistics) {
    if (x.shape().size() == 0) {
      return;
    }
    Compiled kernels = kernels(x.dtype());
    try (Launch launch = gpu.begin("batchNorm")) {
      long blocks = channels(launch, List.of(x, x, y));
      place(launch, List.of(weight, bias), 0);
      launch
          .add(Double.doubleToRawLongBits(eps))
          .add(launch.scratch(MOMENTS_BYTES * blocks).address());
      place(launch, statistics, 0);
      finish(launch, List.of(x, x, y));
      launch.blocks(kernels.moments, blocks, 1, 1, THREADS);
      launch.blocks(kernels.norm, blocks, 1, 1, THREADS);
    }
  }

  /**
   * The gradients for x, weight and bias.
   *
   * @param means (C), as scales, F64
   * @param outputs the three gradients
   */
  void gradients(View gradient, View x, View weight, View means, View scales, List<View> outputs) {
    if (x.shape().size() == 0) {
      return;
    }
    Compiled kernels = kernels(x.dtype());
    List<View> views = List.of(x, gradient, outputs.getFirst());
    try (Launch launch = gpu.begin("batchNormBackward")) {
      long blocks = channels(launch, views);
      // There is neither a bias nor an eps here, and no variances are written.
      place(launch, List.of(weight, weight), 0);
      launch.add(0).add(launch.scratch(MOMENTS_BYTES * blocks).address());
      place(launch, List.of(means, scales, scales), 0);
      place(launch, outputs.subList(1, 3), 0);
      finish(launch, views);
      launch.blocks(kernels.totals, blocks, 1, 1, THREADS);
      launch.blocks(kernels.gradient, blocks, 1, 1, THREADS);
    }
  }

  /** Slots 0 to 8; the number of blocks. */
  private long channels(Launch launch, List<View> views) {
    Shape shape = views.getFirst().shape();
    long channels = shape.dim(CHANNELS);
    long elements = shape.size() / channels;
    long wanted = (8L * gpu.multiprocessors() + channels - 1) / channels;
    long parts = Math.clamp(Math.min(wanted, elements / FEWEST), 1, MOST_PARTS);
    launch.add(channels).add(elements).add(parts);
    place(launch, views, CHANNELS);
    return channels * parts;
  }

  /** Zeros up to the depth, and the loops over a channel's elements. */
  private void finish(Launch launch, List<View> views) {
    Shape shape = views.getFirst().shape().with(CHANNELS, 1);
    List<Layout> layouts =
        views.stream().map(view -> WalkLoops.lines(view.layout(), CHANNELS)).toList();
    Loops loops = WalkLoops.of(gpu, shape, layouts);
    while (launch.slots() < FIRST_LOOP - 1) {
      launch.add(0);
    }
    launch.add(loops.depth()).add(loops, OPERANDS);
  }
}
