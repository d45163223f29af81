package dev.narae.cuda;

import dev.narae.expr.Formula;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Convolution and its gradients: by cuDNN where it is there, else by kernels of our own. */
final class Convolutions {
  private static final Formula ADD = Formula.binary("add", (x, y) -> x.add(y));
  private static final long[] NO_SCALARS = {};

  private final Gpu gpu;
  private final ConvKernels own;
  private final MapKernels maps;
  private final ConcurrentHashMap<Dnn.Key, DnnChoice> measured = new ConcurrentHashMap<>();

  Convolutions(Gpu gpu, MapKernels maps) {
    this.gpu = gpu;
    this.maps = maps;
    this.own = new ConvKernels(gpu);
  }

  void forward(Convolution conv, @Nullable View bias) {
    if (conv.y().shape().size() > 0 && !byCudnn(Dnn.Kind.FORWARD, conv, bias)) {
      own.forward(conv, bias);
    }
  }

  void inputGrad(Convolution conv) {
    if (conv.x().shape().size() > 0 && !byCudnn(Dnn.Kind.INPUT_GRAD, conv, null)) {
      own.inputGrad(conv);
    }
  }

  void weightGrad(Convolution conv) {
    if (conv.weight().shape().size() > 0 && !byCudnn(Dnn.Kind.WEIGHT_GRAD, conv, null)) {
      own.weightGrad(conv);
    }
  }

  private boolean byCudnn(Dnn.Kind kind, Convolution conv, @Nullable View bias) {
    return gpu.usesDnn() && (run(kind, conv, bias) || runDense(kind, conv, bias));
  }

  private boolean run(Dnn.Kind kind, Convolution conv, @Nullable View bias) {
    if (!Dnn.serves(conv, bias)) {
      return false;
    }
    try (Launch launch = gpu.begin("conv2d")) {
      switch (dnn(launch.stream()).run(launch, kind, conv, bias)) {
        case NOTHING -> {
          return false;
        }
        case ALL -> {
          return true;
        }
        case ALL_BUT_BIAS -> {}
      }
    }
    if (bias != null) {
      add(bias, conv.y());
    }
    return true;
  }

  /** The stream's cuDNN, started if need be; the caller holds the GPU's lock. */
  Dnn dnn(GpuStream stream) {
    Dnn dnn = stream.dnn;
    if (dnn == null) {
      dnn = new Dnn(stream, gpu.options(), measured);
      stream.dnn = dnn;
    }
    return dnn;
  }

  /** Adds a number to each channel. Halves are rounded a second time so, as PyTorch's are. */
  private void add(View bias, View y) {
    long[] strides = {0, bias.layout().stride(0), 0, 0};
    View spread = bias.with(Layout.of(y.shape(), strides, bias.layout().offset()));
    maps.map(ADD.kernel(y.dtype().compute(), y.dtype()), NO_SCALARS, List.of(y, spread), y);
  }

  /** On copies of the inputs that have gaps, for which cuDNN has no algorithm. */
  private boolean runDense(Dnn.Kind kind, Convolution conv, @Nullable View bias) {
    List<CudaBuffer> copies = new ArrayList<>();
    try {
      Convolution dense =
          new Convolution(
              conv.window(),
              conv.groups(),
              kind == Dnn.Kind.INPUT_GRAD ? conv.x() : dense(conv.x(), copies),
              kind == Dnn.Kind.WEIGHT_GRAD ? conv.weight() : dense(conv.weight(), copies),
              kind == Dnn.Kind.FORWARD ? conv.y() : dense(conv.y(), copies));
      View addend = bias == null ? null : dense(bias, copies);
      return !copies.isEmpty() && run(kind, dense, addend);
    } finally {
      gpu.giveBack(copies);
    }
  }

  private View dense(View view, List<CudaBuffer> copies) {
    if (view.layout().isContiguous() || view.shape().size() == 0) {
      return view;
    }
    CudaBuffer buffer = gpu.scratch(view.shape().size() * view.dtype().bytes());
    copies.add(buffer);
    View copy = new View(buffer, view.dtype(), Layout.contiguous(view.shape()));
    maps.copy(view, copy);
    return copy;
  }
}
