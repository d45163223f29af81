package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.Layout;
import dev.narae.spi.Loops;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scattered elements, joined in row-major order of the source. Where the index is the same for
 * whole rows, as for embeddings, only the rows' targets are sorted, else those of all elements.
 */
final class ScatterKernels {
  private static final int FIRST_LOOP = 12;

  private final Gpu gpu;
  private final Sorter sorter;
  private final ConcurrentHashMap<Key, Lazy<Compiled>> compiled = new ConcurrentHashMap<>();

  ScatterKernels(Gpu gpu, Sorter sorter) {
    this.gpu = gpu;
    this.sorter = sorter;
  }

  private record Key(ScatterKind kind, DType dtype) {}

  private record Compiled(long keys, long scatter) {}

  private Compiled compile(Key key) {
    Program program = gpu.programs().load("scatter", text(key.kind, key.dtype));
    return new Compiled(program.kernel("keys"), program.kernel("scatter"));
  }

  /** The source for a kind of join. */
  static String text(ScatterKind kind, DType dtype) {
    boolean extremum = kind == ScatterKind.MAX || kind == ScatterKind.MIN;
    String head =
        "#define N_SLOTS %d\n#define N_%s\ntypedef %s S;\ntypedef %s A;\n"
            .formatted(
                FIRST_LOOP + WalkLoops.MOST * (3 + 3 + 4),
                kind,
                KernelTexts.stored(dtype),
                KernelTexts.joined(dtype.compute(), extremum));
    return head + KernelTexts.text("scatter");
  }

  void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    if (source.shape().size() == 0) {
      return;
    }
    Compiled kernels =
        compiled
            .computeIfAbsent(new Key(kind, out.dtype()), k -> new Lazy<>(() -> compile(k)))
            .get();
    sorter.prepare();
    Parts parts =
        isSameForRows(index, axis)
            ? rows(gpu, index, source, axis, out)
            : elements(gpu, index, source, axis, out);
    try (Launch launch = gpu.begin("scatter")) {
      CudaBuffer keys = launch.scratch(8 * parts.count);
      launch.add(parts.count).add(parts.indexStep).add(index).add(keys.address());
      launch.add(parts.keys.depth()).add(parts.keys, 2);
      launch.elements(kernels.keys, parts.count, 1);
      int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, parts.largestKey));
      Sorter.Sorted sorted = sorter.sort(launch, 1, parts.count, keys, bits);
      launch.arguments().add(parts.count).add(parts.rest).add(out).add(source);
      launch.add(sorted.keys()).add(sorted.positions());
      int target = FIRST_LOOP;
      int from = target + parts.target.depth() * 3;
      int element = from + parts.source.depth() * 3;
      launch.add(parts.target.depth()).add(target).add(parts.source.depth()).add(from);
      launch.add(parts.element.depth()).add(element);
      launch.add(parts.target, 1).add(parts.source, 1).add(parts.element, 2);
      launch.elements(kernels.scatter, parts.count * parts.rest, 1);
    }
  }

  private static boolean isSameForRows(View index, int axis) {
    for (int d = 0; d < index.shape().rank(); d++) {
      if (d != axis && index.shape().dim(d) != 1 && index.layout().stride(d) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is sorted, and what is done for each key.
   *
   * @param count the keys
   * @param rest the elements that share a key
   * @param indexStep what an index counts in keys
   * @param largestKey no key is larger
   * @param keys loops over keys: the index and the rest of the key
   * @param target loops from a key to its place in the output
   * @param source loops from a key's position to its element in the source
   * @param element loops over the elements of a key: output and source
   */
  private record Parts(
      long count,
      long rest,
      long indexStep,
      long largestKey,
      Loops keys,
      Loops target,
      Loops source,
      Loops element) {}

  private static Parts rows(Gpu gpu, View index, View source, int axis, View out) {
    Shape line = Shape.of(source.shape().dim(axis));
    Shape places = Shape.of(out.shape().dim(axis));
    Layout none = Layout.of(line, new long[] {0}, 0);
    Shape rows = source.shape().with(axis, 1);
    return new Parts(
        line.size(),
        rows.size(),
        1,
        places.size(),
        WalkLoops.of(gpu, line, List.of(along(index.layout(), axis, line), none)),
        WalkLoops.of(gpu, places, List.of(along(out.layout(), axis, places))),
        WalkLoops.of(gpu, line, List.of(along(source.layout(), axis, line))),
        WalkLoops.of(
            gpu,
            rows,
            List.of(
                Layout.of(rows, out.layout().strides(), 0),
                Layout.of(rows, source.layout().strides(), 0))));
  }

  private static Layout along(Layout layout, int axis, Shape line) {
    return Layout.of(line, new long[] {layout.stride(axis)}, 0);
  }

  private static Parts elements(Gpu gpu, View index, View source, int axis, View out) {
    Shape shape = source.shape();
    Layout slots = Layout.contiguous(out.shape());
    Layout slotsWithoutAxis = WalkLoops.without(slots, axis, shape);
    Layout one = Layout.of(Shape.of(), new long[0], 0);
    return new Parts(
        shape.size(),
        1,
        slots.stride(axis),
        out.shape().size(),
        WalkLoops.of(gpu, shape, List.of(index.layout(), slotsWithoutAxis)),
        WalkLoops.of(gpu, out.shape(), List.of(out.layout())),
        WalkLoops.of(gpu, shape, List.of(source.layout())),
        WalkLoops.of(gpu, Shape.of(), List.of(one, one)));
  }
}
