package dev.narae.cpu;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.cpu.attention.AttentionBackward;
import dev.narae.cpu.attention.AttentionForward;
import dev.narae.cpu.attention.AttentionRuntime;
import dev.narae.cpu.conv.ConvForward;
import dev.narae.cpu.conv.ConvInputGrad;
import dev.narae.cpu.conv.ConvKernels;
import dev.narae.cpu.conv.ConvRuntime;
import dev.narae.cpu.conv.ConvWeightGrad;
import dev.narae.cpu.conv.MaxPool;
import dev.narae.cpu.conv.MaxPoolGrad;
import dev.narae.cpu.conv.RecentBlocks;
import dev.narae.cpu.kernel.Kernels;
import dev.narae.cpu.kernel.MapSequence;
import dev.narae.cpu.kernel.Tier;
import dev.narae.cpu.norm.BatchNorms;
import dev.narae.cpu.norm.ChannelLoops;
import dev.narae.cpu.norm.PlainChannelLoops;
import dev.narae.cpu.pool.AveragePool;
import dev.narae.cpu.pool.WeightedRows;
import dev.narae.cpu.recurrent.RecurrentBackward;
import dev.narae.cpu.recurrent.RecurrentForward;
import dev.narae.cpu.recurrent.RecurrentRuntime;
import dev.narae.cpu.rows.RowOperators;
import dev.narae.cpu.rows.Rows;
import dev.narae.cpu.vector.ChannelVectorLoops;
import dev.narae.cpu.vector.ConvVectors;
import dev.narae.cpu.vector.VectorClasses;
import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.CachingAllocator;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
import dev.narae.spi.KernelCall;
import dev.narae.spi.MemoryStats;
import dev.narae.spi.Readiness;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Computes on the processor; every method returns when its work is done. */
final class CpuBackend implements Backend {
  private static final long[] NO_SCALARS = {};

  private final CachingAllocator<CpuBuffer> allocator;
  private final Workers workers;
  private final Warmup warmup;
  private final Parallel parallel;
  private final Gemm gemm;
  private final Kernels kernels;
  private final RowOperators rows;
  private final ConvRuntime conv;
  private final BatchNorms batchNorms;
  private final AttentionRuntime attention;
  private final RecurrentRuntime recurrent;

  CpuBackend(CpuOptions options) {
    this(options, warmup(options.vectorBits()));
  }

  private CpuBackend(CpuOptions options, Warmup warmup) {
    this(options, warmup, convKernels(options.vectorBits(), warmup));
  }

  CpuBackend(CpuOptions options, @Nullable ConvKernels convKernels) {
    this(options, warmup(options.vectorBits()), convKernels);
  }

  private CpuBackend(CpuOptions options, Warmup warmup, @Nullable ConvKernels convKernels) {
    this.warmup = warmup;
    allocator = CpuMemory.allocator(options.memoryLimit());
    boolean allCores = options.threads() >= Runtime.getRuntime().availableProcessors();
    workers = new Workers(options.threads(), () -> allCores && warmup.needsCore());
    parallel = (blocks, body) -> workers.run(blocks, body::run);
    gemm = new Gemm(workers, options.vectorBits(), warmup);
    kernels = new Kernels(parallel, options.vectorBits(), warmup);
    rows = new RowOperators(new Rows(parallel, kernels, () -> new Scratch(allocator)));
    conv =
        new ConvRuntime(
            options.threads(),
            parallel,
            gemm::multiply,
            () -> new Scratch(allocator),
            convKernels,
            options.winograd(),
            new RecentBlocks());
    batchNorms =
        new BatchNorms(
            parallel, () -> new Scratch(allocator), channelLoops(options.vectorBits(), warmup));
    attention =
        new AttentionRuntime(parallel, gemm::multiply, kernels, () -> new Scratch(allocator));
    recurrent =
        new RecurrentRuntime(
            options.threads(), parallel, gemm, kernels, () -> new Scratch(allocator));
  }

  private static Warmup warmup(int vectorBits) {
    return new Warmup(
        () -> {
          if (vectorBits > 0) {
            VectorClasses.load(vectorBits);
          }
        });
  }

  private static @Nullable ConvKernels convKernels(int vectorBits, Warmup warmup) {
    if (vectorBits == 0) {
      return null;
    }
    return Tier.fromSystem() == Tier.VECTOR
        ? ConvVectors.openAtOnce(vectorBits)
        : ConvVectors.open(vectorBits, warmup);
  }

  private static LongFunction<ChannelLoops> channelLoops(int vectorBits, Warmup warmup) {
    if (vectorBits == 0) {
      return _ -> new PlainChannelLoops();
    }
    boolean atOnce = Tier.fromSystem() == Tier.VECTOR;
    return new ChannelVectorLoops(vectorBits, atOnce ? null : warmup);
  }

  @Override
  public Device device() {
    return Device.cpu();
  }

  @Override
  public Buffer allocate(long bytes) {
    return allocator.allocate(bytes);
  }

  @Override
  public Optional<Buffer> adopt(MemorySegment memory) {
    return Optional.of(CpuBuffer.adopted(memory));
  }

  @Override
  public void free(Buffer buffer) {
    CpuBuffer memory = (CpuBuffer) buffer;
    if (!memory.isAdopted()) {
      allocator.free(memory);
    }
  }

  @Override
  public void upload(MemorySegment source, Buffer target, long targetOffset) {
    MemorySegment memory = ((CpuBuffer) target).segment();
    Copies.copy(workers, source, 0, memory, targetOffset, source.byteSize());
  }

  @Override
  public void download(Buffer source, long sourceOffset, MemorySegment target) {
    MemorySegment memory = ((CpuBuffer) source).segment();
    Copies.copy(workers, memory, sourceOffset, target, 0, target.byteSize());
  }

  @Override
  public void synchronize() {
    // Nothing runs on after a method has returned.
  }

  @Override
  public boolean isWarm() {
    return warmup.isIdle();
  }

  @Override
  public MemoryStats memory() {
    return allocator.stats();
  }

  @Override
  public void emptyCache() {
    allocator.trim();
  }

  @Override
  public void map(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    kernels.map(kernel, scalars, inputs, out);
  }

  @Override
  public boolean mapsTogether(long elements) {
    return elements >= MapSequence.WORTHWHILE;
  }

  @Override
  public void mapAll(List<KernelCall> calls) {
    kernels.mapAll(calls);
  }

  @Override
  public Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return kernels.prepare(kernel, inputs, out);
  }

  @Override
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    kernels.reduce(kind, kernel, scalars, inputs, out);
  }

  @Override
  public void argReduce(boolean largest, View input, int axis, View out) {
    ArgReduce.run(parallel, largest, input, axis, out);
  }

  @Override
  public void matmul(View a, View b, View out, @Nullable Epilogue epilogue) {
    GemmProblem problem =
        new GemmProblem(
            out.dtype(),
            out.shape().dim(0),
            out.shape().dim(1),
            out.shape().dim(2),
            a.shape().dim(2),
            GemmMatrix.of(CpuBuffer.of(a), a.layout()),
            GemmMatrix.of(CpuBuffer.of(b), b.layout()),
            GemmMatrix.of(CpuBuffer.of(out), out.layout()),
            false);
    if (epilogue == null) {
      gemm.multiply(problem);
    } else {
      gemm.multiply(problem, block -> finish(epilogue, out, block));
    }
  }

  /** Applies an epilogue to a block of the result while it is in the cache. */
  private void finish(Epilogue epilogue, View out, GemmBlock block) {
    View part = block.of(out);
    List<View> inputs = new ArrayList<>();
    inputs.add(part);
    for (View operand : epilogue.operands()) {
      inputs.add(block.of(operand));
    }
    map(epilogue.kernel(), NO_SCALARS, inputs, part);
  }

  @Override
  public void gather(View input, int axis, View index, View out) {
    Gather.run(parallel, input, axis, index, out);
  }

  @Override
  public void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    Scatter.run(parallel, kernels, kind, index, source, axis, out);
  }

  @Override
  public void scan(ReduceKind kind, View input, int axis, View out) {
    Scan.run(parallel, kind, input, axis, out);
  }

  @Override
  public void sort(View input, int axis, boolean descending, View values, View positions) {
    Sort.run(parallel, () -> new Scratch(allocator), input, axis, descending, values, positions);
  }

  @Override
  public boolean trySelect(View input, int axis, boolean descending, View positions) {
    return Select.tryRun(parallel, input, axis, descending, positions);
  }

  @Override
  public OptionalLong recurrentBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    return OptionalLong.of(RecurrentForward.keptBytes(op, inputs));
  }

  @Override
  public boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs) {
    DType dtype = inputs.getFirst().dtype();
    if (dtype != DType.F32 && dtype != DType.F64) {
      return false;
    }
    View out = outputs.getFirst();
    switch (op) {
      case FusedOp.Conv2d conv2d -> ConvForward.run(conv, conv2d, inputs, out);
      case FusedOp.Conv2dInputGrad grad ->
          ConvInputGrad.run(conv, grad, inputs.get(0), inputs.get(1), out);
      case FusedOp.Conv2dWeightGrad grad ->
          ConvWeightGrad.run(conv, grad, inputs.get(0), inputs.get(1), out);
      case FusedOp.MaxPool2d pool ->
          MaxPool.run(conv, pool, inputs.getFirst(), out, outputs.get(1));
      case FusedOp.MaxPool2dGrad _ -> MaxPoolGrad.run(conv, inputs.get(0), inputs.get(1), out);
      case FusedOp.AvgPool2d pool -> {
        if (dtype != DType.F32) {
          return false;
        }
        AveragePool.run(parallel, pool, inputs.getFirst(), out);
      }
      case FusedOp.AvgPool2dGrad grad -> {
        if (dtype != DType.F32) {
          return false;
        }
        AveragePool.runGrad(parallel, grad.pool(), inputs.getFirst(), out);
      }
      case FusedOp.BatchNorm norm -> {
        if (dtype != DType.F32 || inputs.getFirst().shape().size() == 0) {
          return false;
        }
        batchNorms.forward(norm.eps(), inputs, outputs);
      }
      case FusedOp.BatchNormGrad _ -> {
        if (dtype != DType.F32 || inputs.getFirst().shape().size() == 0) {
          return false;
        }
        batchNorms.backward(inputs, outputs);
      }
      case FusedOp.Taps taps -> {
        if (dtype != DType.F32) {
          return false;
        }
        WeightedRows.run(parallel, conv.scratch(), false, taps.axis(), inputs, out);
      }
      case FusedOp.TapsGrad taps -> {
        if (dtype != DType.F32) {
          return false;
        }
        WeightedRows.run(parallel, conv.scratch(), true, taps.axis(), inputs, out);
      }
      case FusedOp.Softmax _ -> rows.softmaxes(dtype).softmax(inputs.get(0), out);
      case FusedOp.LogSoftmax _ -> rows.softmaxes(dtype).logSoftmax(inputs.get(0), out);
      case FusedOp.SoftmaxGrad _ ->
          rows.softmaxes(dtype).softmaxGrad(inputs.get(0), inputs.get(1), out);
      case FusedOp.LogSoftmaxGrad _ ->
          rows.softmaxes(dtype).logSoftmaxGrad(inputs.get(0), inputs.get(1), out);
      case FusedOp.LayerNorm norm ->
          rows.layerNorms(dtype)
              .forward(norm.centred(), norm.eps(), norm.weight(), norm.bias(), inputs, outputs);
      case FusedOp.LayerNormGrad norm ->
          rows.layerNorms(dtype)
              .backward(norm.centred(), norm.weight(), norm.bias(), inputs, outputs);
      case FusedOp.CrossEntropy _ ->
          rows.crossEntropies(dtype).forward(inputs.get(0), inputs.get(1), outputs);
      case FusedOp.CrossEntropyGrad _ -> rows.crossEntropies(dtype).backward(inputs, out);
      case FusedOp.Attention forward -> AttentionForward.run(attention, forward, inputs, outputs);
      case FusedOp.AttentionGrad grad -> AttentionBackward.run(attention, grad, inputs, outputs);
      case FusedOp.RecurrentLayer layer -> RecurrentForward.run(recurrent, layer, inputs, outputs);
      case FusedOp.RecurrentLayerGrad grad ->
          RecurrentBackward.run(recurrent, grad, inputs, outputs);
    }
    return true;
  }

  @Override
  public void close() {
    warmup.close();
    workers.close();
    allocator.close();
  }
}
