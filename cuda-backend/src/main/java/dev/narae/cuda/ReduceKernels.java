package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.DeviceException;
import dev.narae.Shape;
import dev.narae.expr.Formula;
import dev.narae.expr.Kernel;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Reductions, and positions of extrema. Results do not depend on what runs when. */
final class ReduceKernels {
  private static final Formula SAME = Formula.unary("same", x -> x);
  private static final long[] NO_SCALARS = {};
  private static final int THREADS = 256;
  private static final int MOST_SPLITS = 1024;

  /** So many elements are worth a thread of their own when a reduction is split. */
  private static final long ELEMENTS_PER_THREAD = 8;

  private final Gpu gpu;
  private final ConcurrentHashMap<ReduceSource, Lazy<Compiled>> compiled =
      new ConcurrentHashMap<>();

  ReduceKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Compiled(ReduceSource source, long reduce32, long reduce64, long finish) {}

  private Compiled compiled(ReduceSource source) {
    Lazy<Compiled> known = compiled.get(source);
    if (known == null) {
      known = compiled.computeIfAbsent(source, s -> new Lazy<>(() -> compile(s)));
    }
    return known.get();
  }

  private Compiled compile(ReduceSource source) {
    Program program = gpu.programs().load("reduce", source.text());
    return new Compiled(
        source, program.kernel("reduce32"), program.kernel("reduce64"), program.kernel("finish"));
  }

  void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    run(kind.name(), kernel, scalars, inputs, out);
  }

  void argReduce(boolean largest, View input, View out) {
    DType compute = input.dtype().compute();
    run(
        largest ? "ARGMAX" : "ARGMIN",
        SAME.kernel(compute, compute),
        NO_SCALARS,
        List.of(input),
        out);
  }

  private void run(String join, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    if (out.shape().size() == 0) {
      return;
    }
    List<DType> dtypes = inputs.stream().map(View::dtype).toList();
    Compiled kernels =
        compiled(new ReduceSource(join, kernel, dtypes, out.dtype(), gpu.changing(scalars)));
    Plan plan = Plan.of(inputs, out, gpu.multiprocessors());
    if (Math.max(plan.kept.depth(), plan.reduced.depth()) > kernels.source.mostLoops()) {
      throw new DeviceException(
          "%s: a reduction over views of shape %s needs more than %d loops; make its inputs contiguous first"
              .formatted(gpu, inputs.getFirst().shape(), kernels.source.mostLoops()));
    }
    launch(kernels, plan, scalars, inputs, out);
  }

  private void launch(Compiled kernels, Plan plan, long[] scalars, List<View> inputs, View out) {
    ReduceSource source = kernels.source;
    int operands = source.operands();
    try (Launch launch = gpu.begin("reduce")) {
      launch.add(plan.outputs).add(plan.elements).add(plan.splits).add(plan.width).add(out);
      launch.add(
          plan.splits == 1
              ? 0
              : launch.scratch(plan.splits * plan.outputs * source.partialBytes()).address());
      launch.add(plan.kept.depth()).add(plan.reduced.depth());
      launch.add(source.firstLoop() + (long) plan.kept.depth() * (operands + 2));
      inputs.forEach(launch::add);
      launch.addScalars(scalars);
      launch.add(plan.kept, operands).add(plan.reduced, operands);
      boolean narrow = Reach.fits32(plan.kept, operands) && Reach.fits32(plan.reduced, operands);
      launch.blocks(
          narrow && plan.fits32 ? kernels.reduce32 : kernels.reduce64,
          plan.blocks,
          plan.splits,
          1,
          plan.width * plan.rows);
      if (plan.splits > 1) {
        finish(launch, kernels, plan);
      }
    }
  }

  private static void finish(Launch launch, Compiled kernels, Plan plan) {
    int rows = (int) Math.min(THREADS, powerOfTwo(plan.splits));
    int width = (int) Math.min(THREADS / rows, powerOfTwo(plan.outputs));
    launch.set(3, width);
    launch.blocks(kernels.finish, (plan.outputs + width - 1) / width, 1, 1, rows * width);
  }

  private static long powerOfTwo(long atLeast) {
    return atLeast <= 1 ? 1 : Long.highestOneBit(atLeast - 1) << 1;
  }

  /**
   * How a reduction is laid out on blocks and threads.
   *
   * @param kept the loops over outputs
   * @param reduced the loops over the elements of one
   * @param outputs their number
   * @param elements theirs
   * @param width the outputs of a block
   * @param rows the threads for each
   * @param blocks the blocks side by side
   * @param splits the blocks that share an output's elements
   * @param fits32 whether all positions fit 32 bits
   */
  private record Plan(
      Loops kept,
      Loops reduced,
      long outputs,
      long elements,
      int width,
      int rows,
      long blocks,
      int splits,
      boolean fits32) {

    static Plan of(List<View> inputs, View out, int multiprocessors) {
      Shape domain = inputs.getFirst().shape();
      List<Layout> layouts = new ArrayList<>();
      inputs.forEach(input -> layouts.add(input.layout()));
      layouts.add(out.layout());
      layouts.add(Layout.contiguous(domain));
      boolean[] isReduced = new boolean[domain.rank()];
      for (int d = 0; d < isReduced.length; d++) {
        isReduced[d] = out.shape().dim(d) == 1 && domain.dim(d) != 1;
      }
      Loops kept = loops(domain, layouts, isReduced, false);
      Loops reduced = loops(domain, layouts, isReduced, true);
      long outputs = out.shape().size();
      long elements = domain.size() / outputs;
      boolean columns =
          Math.abs(kept.stride(0, kept.depth() - 1)) == 1
              && Math.abs(reduced.stride(0, reduced.depth() - 1)) != 1;
      int rows =
          (int) Math.min(columns ? THREADS / 32 : THREADS, powerOfTwo(Math.max(elements, 1)));
      int width = (int) Math.min(THREADS / rows, powerOfTwo(outputs));
      if (columns && width * rows < THREADS) {
        rows = (int) Math.min(THREADS / width, powerOfTwo(Math.max(elements, 1)));
      }
      long blocks = (outputs + width - 1) / width;
      int splits = splits(blocks, elements / (rows * ELEMENTS_PER_THREAD), multiprocessors);
      Loops whole = Loops.of(domain, layouts.subList(0, inputs.size()));
      boolean fits = domain.size() <= Integer.MAX_VALUE && Reach.fits32(whole, inputs.size());
      return new Plan(kept, reduced, outputs, elements, width, rows, blocks, splits, fits);
    }

    private static int splits(long blocks, long useful, int multiprocessors) {
      if (blocks >= 2L * multiprocessors) {
        return 1;
      }
      return Math.clamp(Math.min(useful, 4L * multiprocessors / blocks), 1, MOST_SPLITS);
    }

    /** The loops over the reduced dimensions, or over the others, of all operands. */
    private static Loops loops(
        Shape domain, List<Layout> layouts, boolean[] isReduced, boolean reduced) {
      int rank = 0;
      for (boolean is : isReduced) {
        rank += is == reduced ? 1 : 0;
      }
      long[] extents = new long[rank];
      long[][] strides = new long[layouts.size()][rank];
      int k = 0;
      for (int d = 0; d < isReduced.length; d++) {
        if (isReduced[d] == reduced) {
          extents[k] = domain.dim(d);
          for (int o = 0; o < strides.length; o++) {
            // The output has one place for all elements.
            boolean fixed = reduced && o == strides.length - 2;
            strides[o][k] = fixed ? 0 : layouts.get(o).stride(d);
          }
          k++;
        }
      }
      Shape shape = Shape.of(extents);
      List<Layout> parts = new ArrayList<>();
      for (long[] own : strides) {
        parts.add(Layout.of(shape, own, 0));
      }
      return Loops.of(shape, parts);
    }
  }
}
