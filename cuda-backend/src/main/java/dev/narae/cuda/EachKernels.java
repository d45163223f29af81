package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.expr.Kernel;
import dev.narae.spi.MapCall;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Elementwise computations of several outputs in one launch: the step of an optimizer over many
 * small parameters costs as much as over one.
 */
final class EachKernels {
  private static final int THREADS = 256;

  /** So many elements are worth a block. */
  private static final long ELEMENTS_PER_BLOCK = 16 * 1024;

  private final Gpu gpu;
  private final MapKernels maps;
  private final ConcurrentHashMap<EachSource, Lazy<Long>> compiled = new ConcurrentHashMap<>();

  EachKernels(Gpu gpu, MapKernels maps) {
    this.gpu = gpu;
    this.maps = maps;
  }

  void mapEach(Kernel kernel, List<MapCall> calls) {
    Map<EachSource, List<MapCall>> together = new LinkedHashMap<>();
    for (MapCall call : calls) {
      if (isPlain(call)) {
        List<DType> dtypes = call.inputs().stream().map(View::dtype).toList();
        EachSource source = new EachSource(kernel, dtypes, call.out().dtype());
        together.computeIfAbsent(source, _ -> new ArrayList<>()).add(call);
      } else {
        maps.map(kernel, call.numbers(), call.inputs(), call.out());
      }
    }
    together.forEach(this::launch);
  }

  /** Whether all views show their elements densely, in one order. */
  private static boolean isPlain(MapCall call) {
    return call.out().layout().isContiguous()
        && call.out().shape().size() > 0
        && call.inputs().stream().allMatch(view -> view.layout().isContiguous());
  }

  private void launch(EachSource source, List<MapCall> calls) {
    if (calls.size() == 1) {
      MapCall only = calls.getFirst();
      maps.map(source.kernel(), only.numbers(), only.inputs(), only.out());
      return;
    }
    for (int from = 0; from < calls.size(); from += source.most()) {
      part(source, calls.subList(from, Math.min(calls.size(), from + source.most())));
    }
  }

  private long function(EachSource source) {
    return compiled
        .computeIfAbsent(
            source, s -> new Lazy<>(() -> gpu.programs().load("each", s.text()).kernel("each")))
        .get();
  }

  private void part(EachSource source, List<MapCall> calls) {
    long function = function(source);
    long most = gpu.multiprocessors() * 16L;
    long all = calls.stream().mapToLong(call -> call.out().shape().size()).sum();
    long perBlock = Math.max(ELEMENTS_PER_BLOCK, (all + most - 1) / most);
    try (Launch launch = gpu.begin("map")) {
      launch.add(calls.size());
      long first = 0;
      for (MapCall call : calls) {
        long count = call.out().shape().size();
        long blocks = (count + perBlock - 1) / perBlock;
        launch.add(first).add(count).add(blocks).add(isAligned(launch, call) ? 1 : 0);
        launch.add(call.out());
        call.inputs().forEach(launch::add);
        for (long scalar : call.numbers()) {
          launch.add(scalar);
        }
        first += blocks;
      }
      launch.blocks(function, first, 1, 1, THREADS);
    }
  }

  /** Whether four elements of each view can be read or written at once. */
  private static boolean isAligned(Launch launch, MapCall call) {
    boolean aligned = isAligned(launch, call.out());
    for (View input : call.inputs()) {
      aligned &= isAligned(launch, input);
    }
    return aligned;
  }

  private static boolean isAligned(Launch launch, View view) {
    return launch.address(view) % Math.min(16, 4L * view.dtype().bytes()) == 0;
  }
}
