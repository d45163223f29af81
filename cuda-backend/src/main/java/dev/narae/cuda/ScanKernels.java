package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Loops;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Running sums, products and extrema along an axis. */
final class ScanKernels {
  private static final int FIRST_LOOP = 9;
  private static final int OPERANDS = 2;
  private static final int THREADS = 256;

  /** Lines up to this length, or so many lines, take a thread each. */
  private static final long SHORT = 64;

  private static final long MANY = 1 << 14;

  private final Gpu gpu;
  private final ConcurrentHashMap<Key, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  ScanKernels(Gpu gpu) {
    this.gpu = gpu;
  }

  private record Key(ReduceKind kind, DType dtype) {}

  private record Compiled(long lines, long totals, long carries, long parts) {}

  private Compiled compile(Key key) {
    Program program = gpu.programs().load("scan", text(key.kind, key.dtype));
    return new Compiled(
        program.kernel("scan_lines"),
        program.kernel("scan_totals"),
        program.kernel("scan_carries"),
        program.kernel("scan_parts"));
  }

  /** The source for a kind of scan. */
  static String text(ReduceKind kind, DType dtype) {
    boolean extremum = kind == ReduceKind.MAX || kind == ReduceKind.MIN;
    String head =
        "#define N_SLOTS %d\n#define N_%s\ntypedef %s S;\ntypedef %s A;\n"
            .formatted(
                FIRST_LOOP + WalkLoops.MOST * (OPERANDS + 2),
                kind,
                KernelTexts.stored(dtype),
                KernelTexts.joined(dtype.compute(), extremum));
    return head + KernelTexts.text("scan");
  }

  void scan(ReduceKind kind, View input, int axis, View out) {
    long length = out.shape().dim(axis);
    if (out.shape().size() == 0) {
      return;
    }
    Compiled kernels =
        compiled
            .computeIfAbsent(new Key(kind, out.dtype()), k -> new Lazy<>(() -> compile(k)))
            .get();
    Shape lines = out.shape().with(axis, 1);
    Loops loops =
        WalkLoops.of(
            gpu,
            lines,
            List.of(WalkLoops.lines(input.layout(), axis), WalkLoops.lines(out.layout(), axis)));
    boolean single = length <= SHORT || lines.size() >= MANY;
    long parts = single ? 1 : parts(length, lines.size());
    try (Launch launch = gpu.begin("scan")) {
      launch.add(lines.size()).add(length).add(parts).add(input).add(out);
      launch.add(parts == 1 ? 0 : launch.scratch(8 * parts * lines.size()).address());
      launch.add(input.layout().stride(axis)).add(out.layout().stride(axis));
      launch.add(loops.depth()).add(loops, OPERANDS);
      if (single) {
        launch.elements(kernels.lines, lines.size(), 1);
        return;
      }
      if (parts > 1) {
        launch.blocks(kernels.totals, parts, lines.size(), 1, THREADS);
        launch.elements(kernels.carries, lines.size(), 1);
      }
      launch.blocks(kernels.parts, parts, lines.size(), 1, THREADS);
    }
  }

  /** Enough blocks to keep the GPU busy, each with some elements for its threads. */
  private long parts(long length, long lines) {
    long wanted = (4L * gpu.multiprocessors() + lines - 1) / lines;
    return Math.clamp(length / (4 * THREADS), 1, wanted);
  }
}
