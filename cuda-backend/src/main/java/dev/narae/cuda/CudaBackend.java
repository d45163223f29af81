package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.CallSequence;
import dev.narae.spi.ChangingNumbers;
import dev.narae.spi.Epilogue;
import dev.narae.spi.FusedOp;
import dev.narae.spi.MapCall;
import dev.narae.spi.MemoryStats;
import dev.narae.spi.Readiness;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Computes on an NVIDIA GPU. Methods return when their work is handed over; results are waited for
 * only where the host reads them. Each thread has a stream, and what one stream computed another
 * waits for by itself.
 */
final class CudaBackend implements Backend {
  private final Device device;
  private final Gpu gpu;
  private final MapKernels maps;
  private final EachKernels each;
  private final ReduceKernels reductions;
  private final Products products;
  private final GatherKernels gathers;
  private final ScatterKernels scatters;
  private final ScanKernels scans;
  private final SortKernels sorts;
  private final SelectKernels selections;
  private final SoftmaxKernels softmaxes;
  private final AttentionKernels attention;
  private final AttentionProducts attentionProducts;
  private final NormKernels norms;
  private final BatchNormKernels batchNorms;
  private final PoolKernels pools;
  private final Convolutions convolutions;
  private final Recurrences recurrences;

  /**
   * A backend.
   *
   * @param device what it is called
   * @param longestSortInShared the longest lines that are sorted in shared memory
   * @param mostScores so many scores of attention are stored at once, at most
   */
  CudaBackend(Device device, Gpu gpu, int longestSortInShared, long mostScores) {
    this.device = device;
    this.gpu = gpu;
    this.maps = new MapKernels(gpu);
    this.each = new EachKernels(gpu, maps);
    this.reductions = new ReduceKernels(gpu);
    this.products = new Products(gpu, maps);
    this.gathers = new GatherKernels(gpu);
    Sorter sorter = new Sorter(gpu, longestSortInShared);
    this.scatters = new ScatterKernels(gpu, sorter);
    this.scans = new ScanKernels(gpu);
    this.sorts = new SortKernels(gpu, sorter);
    this.selections = new SelectKernels(gpu);
    this.softmaxes = new SoftmaxKernels(gpu);
    this.attention = new AttentionKernels(gpu);
    this.attentionProducts = new AttentionProducts(gpu, maps, products, mostScores);
    this.norms = new NormKernels(gpu);
    this.batchNorms = new BatchNormKernels(gpu);
    this.pools = new PoolKernels(gpu);
    this.convolutions = new Convolutions(gpu, maps);
    this.recurrences = new Recurrences(gpu, maps, convolutions);
  }

  /**
   * Opens a GPU.
   *
   * @throws DeviceException if there is no such GPU, or it or a library cannot be used
   */
  static CudaBackend open(Finding.Complete found, int ordinal, CudaOptions options) {
    List<DriverReport.Gpu> gpus = found.driver().gpus();
    if (ordinal < 0 || ordinal >= gpus.size()) {
      throw new DeviceException(
          "cuda:%d: there are %d GPUs, numbered from 0".formatted(ordinal, gpus.size()));
    }
    if (!gpus.get(ordinal).isServed()) {
      throw new DeviceException(
          "cuda:%d: %s is too old; GPUs are used from compute capability %s on"
              .formatted(ordinal, gpus.get(ordinal), DriverReport.Gpu.OLDEST));
    }
    Gpu gpu = new Gpu(CudaRuntime.load(found), ordinal, options);
    return new CudaBackend(
        new Device("cuda", ordinal), gpu, Sorter.SHORT, AttentionProducts.MOST_SCORES);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public Buffer allocate(long bytes) {
    return gpu.memory().allocate(bytes);
  }

  @Override
  public void free(Buffer buffer) {
    gpu.memory().free((CudaBuffer) buffer);
  }

  @Override
  public void upload(MemorySegment source, Buffer target, long targetOffset) {
    Transfers.upload(gpu, source, (CudaBuffer) target, targetOffset);
  }

  @Override
  public void download(Buffer source, long sourceOffset, MemorySegment target) {
    Transfers.download(gpu, (CudaBuffer) source, sourceOffset, target);
  }

  @Override
  public boolean receive(Backend from, Buffer source, long offset, Buffer target, long bytes) {
    if (!(from instanceof CudaBackend other)) {
      return false;
    }
    Transfers.between(other.gpu, (CudaBuffer) source, offset, gpu, (CudaBuffer) target, bytes);
    return true;
  }

  @Override
  public Optional<CallSequence> sequence(Runnable calls, ChangingNumbers numbers) {
    return Optional.of(CudaGraph.of(gpu, calls, numbers));
  }

  @Override
  public void synchronize() {
    gpu.enter();
    gpu.stream().synchronize("synchronize");
  }

  @Override
  public MemoryStats memory() {
    return gpu.memory().stats();
  }

  @Override
  public void emptyCache() {
    gpu.memory().trim();
  }

  @Override
  public void map(Kernel kernel, long[] scalars, List<View> inputs, View out) {
    maps.map(kernel, scalars, inputs, out);
  }

  @Override
  public Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return maps.prepare(kernel, inputs.stream().map(View::dtype).toList(), out.dtype());
  }

  @Override
  public boolean mapsTogether(long elements) {
    return true;
  }

  @Override
  public void mapEach(Kernel kernel, List<MapCall> calls) {
    each.mapEach(kernel, calls);
  }

  @Override
  public void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out) {
    reductions.reduce(kind, kernel, scalars, inputs, out);
  }

  @Override
  public void argReduce(boolean largest, View input, int axis, View out) {
    reductions.argReduce(largest, input, out);
  }

  @Override
  public void matmul(View a, View b, View out, @Nullable Epilogue epilogue) {
    products.multiply(a, b, out, epilogue);
  }

  @Override
  public boolean multipliesHalves() {
    return products.takesHalves();
  }

  @Override
  public void gather(View input, int axis, View index, View out) {
    gathers.gather(input, axis, index, out);
  }

  @Override
  public void scatter(ScatterKind kind, View index, View source, int axis, View out) {
    scatters.scatter(kind, index, source, axis, out);
  }

  @Override
  public void scan(ReduceKind kind, View input, int axis, View out) {
    scans.scan(kind, input, axis, out);
  }

  @Override
  public void sort(View input, int axis, boolean descending, View values, View positions) {
    sorts.sort(input, axis, descending, values, positions);
  }

  @Override
  public boolean trySelect(View input, int axis, boolean descending, View positions) {
    return selections.trySelect(input, axis, descending, positions);
  }

  @Override
  public boolean fusesHalves(FusedOp op) {
    return switch (op) {
      case FusedOp.Taps _,
          FusedOp.TapsGrad _,
          FusedOp.RecurrentLayer _,
          FusedOp.RecurrentLayerGrad _ ->
          false;
      default -> true;
    };
  }

  @Override
  public OptionalLong recurrentBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    return recurrences.keptBytes(op, inputs);
  }

  @Override
  public boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs) {
    View first = inputs.getFirst();
    if (!first.dtype().isFloating() || !takes(op, inputs)) {
      return false;
    }
    View out = outputs.getFirst();
    switch (op) {
      case FusedOp.Softmax _ -> softmaxes.softmax(first, out);
      case FusedOp.LogSoftmax _ -> softmaxes.logSoftmax(first, out);
      case FusedOp.SoftmaxGrad _ -> softmaxes.softmaxGrad(first, inputs.get(1), out);
      case FusedOp.LogSoftmaxGrad _ -> softmaxes.logSoftmaxGrad(first, inputs.get(1), out);
      case FusedOp.MaxPool2d pool -> pools.maxPool(pool, first, out, outputs.get(1));
      case FusedOp.MaxPool2dGrad _ -> {
        return pools.maxPoolGrad(first, inputs.get(1), out);
      }
      case FusedOp.Attention(double scale, boolean causal) -> {
        var problem =
            new AttentionKernels.Problem(
                scale, causal, first, inputs.get(1), inputs.get(2), out, outputs.get(1));
        return attentionProducts.forward(problem) || attention.forward(problem);
      }
      case FusedOp.AttentionGrad(double scale, boolean causal) -> {
        var problem =
            new AttentionKernels.Problem(
                scale, causal, inputs.get(1), inputs.get(2), inputs.get(3), first, inputs.get(4));
        return attentionProducts.gradients(problem, inputs.get(5), outputs)
            || attention.gradients(problem, inputs.get(5), outputs);
      }
      case FusedOp.LayerNorm norm ->
          norms.layerNorm(
              norm.centred(),
              norm.eps(),
              first,
              norm.weight() ? inputs.get(1) : null,
              norm.bias() ? inputs.get(inputs.size() - 1) : null,
              outputs);
      case FusedOp.LayerNormGrad norm ->
          norms.layerNormGrad(
              norm.centred(),
              inputs,
              norm.weight() ? inputs.get(2) : null,
              out,
              norm.weight() ? outputs.get(1) : null,
              norm.bias() ? outputs.get(outputs.size() - 1) : null);
      case FusedOp.BatchNorm(double eps) ->
          batchNorms.forward(eps, first, inputs.get(1), inputs.get(2), out, outputs.subList(1, 4));
      case FusedOp.BatchNormGrad _ ->
          batchNorms.gradients(
              first, inputs.get(1), inputs.get(2), inputs.get(3), inputs.get(4), outputs);
      case FusedOp.CrossEntropy _ -> norms.crossEntropy(first, inputs.get(1), outputs);
      case FusedOp.CrossEntropyGrad _ -> norms.crossEntropyGrad(inputs, out);
      case FusedOp.AvgPool2d pool -> pools.avgPool(pool, first, out);
      case FusedOp.AvgPool2dGrad(FusedOp.AvgPool2d pool) -> pools.avgPoolGrad(pool, first, out);
      case FusedOp.Conv2d(var window, int groups, boolean bias) ->
          convolutions.forward(
              new Convolution(window, groups, first, inputs.get(1), out),
              bias ? inputs.get(2) : null);
      case FusedOp.Conv2dInputGrad(var window, int groups) ->
          convolutions.inputGrad(new Convolution(window, groups, out, inputs.get(1), first));
      case FusedOp.Conv2dWeightGrad(var window, int groups) ->
          convolutions.weightGrad(new Convolution(window, groups, first, out, inputs.get(1)));
      case FusedOp.RecurrentLayer layer -> recurrences.forward(layer, inputs, outputs);
      case FusedOp.RecurrentLayerGrad grad -> recurrences.gradients(grad, inputs, outputs);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Whether the dtypes are such: weights and biases of norms are read as what is computed in. */
  private static boolean takes(FusedOp op, List<View> inputs) {
    List<View> parameters =
        switch (op) {
          case FusedOp.LayerNorm _ -> inputs.subList(1, inputs.size());
          case FusedOp.LayerNormGrad _ -> inputs.subList(2, inputs.size());
          case FusedOp.BatchNorm _ -> inputs.subList(1, 3);
          case FusedOp.BatchNormGrad _ -> inputs.subList(2, 3);
          default -> List.of();
        };
    DType computed = inputs.getFirst().dtype().compute();
    return parameters.stream().allMatch(view -> view.dtype() == computed);
  }

  @Override
  public void close() {
    gpu.close();
  }
}
