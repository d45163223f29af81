package dev.narae.cuda;

import dev.narae.spi.CallSequence;
import dev.narae.spi.ChangingNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.JCudaDriver;

/**
 * Calls that were captured on a stream, launched as one. It runs on that stream whatever thread
 * launches it, because cuBLAS has its work space there.
 */
final class CudaGraph implements CallSequence {
  /** CU_STREAM_CAPTURE_MODE_RELAXED: scratch memory may be allocated in between. */
  private static final int RELAXED = 2;

  private final Gpu gpu;
  private final GpuStream stream;
  private final CUgraphExec graph = new CUgraphExec();
  private final CudaBuffer table;
  private final List<CudaBuffer> scratch;
  private final Set<CudaBuffer> buffers;

  private CudaGraph(Gpu gpu, GpuStream stream, CudaBuffer table, GraphCapture capture) {
    this.gpu = gpu;
    this.stream = stream;
    this.table = table;
    this.scratch = capture.scratch();
    this.buffers = capture.buffers();
  }

  /** Captures calls on this thread's stream. */
  static CudaGraph of(Gpu gpu, Runnable calls, ChangingNumbers numbers) {
    CudaBuffer table = gpu.memory().allocate(Math.max(8, 8L * numbers.count()));
    GraphCapture capture = new GraphCapture(numbers, table);
    boolean done = false;
    try {
      CudaGraph made = gpu.capturing(capture, () -> captured(gpu, calls, table, capture));
      done = true;
      return made;
    } finally {
      if (!done) {
        gpu.memory().free(table);
        capture.scratch().forEach(gpu.memory()::free);
      }
    }
  }

  private static CudaGraph captured(
      Gpu gpu, Runnable calls, CudaBuffer table, GraphCapture capture) {
    GpuStream stream = gpu.stream();
    calls.run();
    // What other streams have computed is waited for before: a capture must not depend on them.
    try (Launch launch = gpu.begin("graph")) {
      capture.use(table);
      List.copyOf(capture.buffers()).forEach(launch::touch);
    }
    capture.start();
    CUgraph recorded = new CUgraph();
    Cuda.check(
        JCudaDriver.cuStreamBeginCapture(stream.driver(), RELAXED), "graph: cuStreamBeginCapture");
    boolean whole = false;
    try {
      calls.run();
      whole = true;
    } finally {
      int result = JCudaDriver.cuStreamEndCapture(stream.driver(), recorded);
      if (whole) {
        Cuda.check(result, "graph: cuStreamEndCapture");
      }
    }
    CudaGraph made = new CudaGraph(gpu, stream, table, capture);
    try {
      Cuda.check(
          JCudaDriver.cuGraphInstantiate(made.graph, recorded, 0), "graph: cuGraphInstantiate");
    } finally {
      int _ = JCudaDriver.cuGraphDestroy(recorded);
    }
    return made;
  }

  @Override
  public void run(long[] numbers) {
    if (numbers.length > 0) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, numbers);
        Transfers.upload(gpu, values, table, 0);
      }
    }
    try (Launch launch = gpu.begin("graph", stream)) {
      buffers.forEach(launch::touch);
      Cuda.check(JCudaDriver.cuGraphLaunch(graph, stream.driver()), "graph: cuGraphLaunch");
    }
  }

  @Override
  public void close() {
    try (Launch _ = gpu.begin("graph", stream)) {
      stream.synchronize("graph");
      int _ = JCudaDriver.cuGraphExecDestroy(graph);
    }
    List<CudaBuffer> all = new ArrayList<>(scratch);
    all.add(table);
    all.forEach(gpu.memory()::free);
  }
}
