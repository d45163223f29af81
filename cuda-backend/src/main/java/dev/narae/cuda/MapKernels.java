package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.Readiness;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Elementwise computations. */
final class MapKernels {
  private static final long[] NO_SCALARS = {};
  private static final Formula COPY = Formula.unary("copy", x -> x);
  private static final Formula ZERO = Formula.of("zero", 0, 0, Expr.constant(0));

  private final Gpu gpu;
  private final ConcurrentHashMap<MapSource, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  MapKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(MapSource source, long dense, long walk32, long walk64) {}

  private Compiled compiled(MapSource source) {
    Lazy<Compiled> known = compiled.get(source);
    if (known == null) {
      known = compiled.computeIfAbsent(source, s -> new Lazy<>(() -> compile(s)));
    }
    return known.get();
  }

  private Compiled compile(MapSource source) {
    Program program = gpu.programs().load("map", source.text());
    return new Compiled(
        source, program.kernel("dense"), program.kernel("walk32"), program.kernel("walk64"));
  }

  /** Has the GPU's kernel of a tree compiled in the background. */
  Readiness prepare(Kernel kernel, List<DType> inputs, DType out) {
    MapSource source = new MapSource(kernel, inputs, out, 0);
    Lazy<Compiled> known = compiled.computeIfAbsent(source, s -> new Lazy<>(() -> compile(s)));
    return known.prepare(gpu.programs().background());
  }

  /** Copies a view into another one of its shape and dtype. */
  void copy(View from, View to) {
    map(COPY.kernel(from.dtype().compute(), to.dtype()), NO_SCALARS, List.of(from), to);
  }

  /** Sets all elements of a view to 0. */
  void clear(View out) {
    map(ZERO.kernel(out.dtype().compute(), out.dtype()), NO_SCALARS, List.of(), out);
  }

  void map(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    List<DType> dtypes = inputs.stream().map(View::dtype).toList();
    Compiled kernels = compiled(new MapSource(kernel, dtypes, out.dtype(), gpu.changing(scalars)));
    List<View> operands = new ArrayList<>(inputs.size() + 1);
    operands.add(out);
    operands.addAll(inputs);
    List<Layout> layouts = operands.stream().map(View::layout).toList();
    Loops loops = Loops.of(out.shape(), layouts);
    if (loops.depth() > kernels.source.mostLoops()) {
      outerLoop(kernels, scalars, operands);
    } else {
      run(kernels, scalars, operands, loops, 0);
    }
  }

  /** More loops than a kernel has: the host runs the outermost dimension. */
  private void outerLoop(Compiled kernels, long[] scalars, List<View> operands) {
    slices(kernels, scalars, operands, 0);
  }

  private void slices(Compiled kernels, long[] scalars, List<View> operands, long base) {
    Shape shape = operands.getFirst().shape();
    Loops loops = Loops.of(shape, operands.stream().map(View::layout).toList());
    if (loops.depth() <= kernels.source.mostLoops()) {
      run(kernels, scalars, operands, loops, base);
      return;
    }
    Shape inner = shape.without(0);
    for (long i = 0; i < shape.dim(0); i++) {
      List<View> parts = new ArrayList<>();
      for (View operand : operands) {
        Layout layout = operand.layout();
        long[] strides = java.util.Arrays.copyOfRange(layout.strides(), 1, shape.rank());
        parts.add(operand.with(Layout.of(inner, strides, layout.offset() + i * layout.stride(0))));
      }
      slices(kernels, scalars, parts, base + i * inner.size());
    }
  }

  private void run(Compiled kernels, long[] scalars, List<View> operands, Loops loops, long base) {
    long count = operands.getFirst().shape().size();
    try (Launch launch = gpu.begin("map")) {
      launch.add(count).add(base).add(operands.getFirst());
      boolean dense = loops.depth() == 1;
      for (int o = 0; o < operands.size(); o++) {
        View operand = operands.get(o);
        long address = o == 0 ? launch.address(operand) : 0;
        long step = count == 1 && o > 0 ? 0 : loops.stride(o, 0);
        if (o > 0) {
          launch.add(operand).add(step);
          address = launch.address(operand);
        }
        dense &= step == 0 ? o > 0 : isDense(address, operand.dtype(), step, count);
      }
      launch.addScalars(scalars);
      if (dense) {
        launch.elements(kernels.dense, count, 4);
        return;
      }
      launch.add(loops.depth()).add(loops, operands.size());
      launch.elements(
          Reach.fits32(loops, operands.size()) ? kernels.walk32 : kernels.walk64, count, 1);
    }
  }

  /** Whether four elements can be read or written at once. */
  private static boolean isDense(long address, DType dtype, long step, long count) {
    long width = Math.min(16, 4L * dtype.bytes());
    return (step == 1 || count == 1) && address % width == 0;
  }
}
