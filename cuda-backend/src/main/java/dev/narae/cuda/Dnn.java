package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Window;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionMode;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnStatus;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.jcudnn.cudnnTensorFormat;
import org.jspecify.annotations.Nullable;

/**
 * cuDNN on one stream: convolutions by the algorithm that its heuristic ranks first among those
 * that always give the same bits. What it does not support is left to our own kernels.
 */
final class Dnn {
  private static final int RANK = 4;
  private static final int ALGORITHMS = 10;
  private static final long MOST_WORKSPACE = 256L << 20;

  /** Which of a convolution's three computations. */
  enum Kind {
    FORWARD,
    INPUT_GRAD,
    WEIGHT_GRAD
  }

  private final cudnnHandle handle = new cudnnHandle();
  private final int math;
  private final boolean started;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment numbers = arena.allocate(32, 8);
  private final Map<Key, Optional<Plan>> plans = new HashMap<>();

  Dnn(GpuStream stream, boolean tf32) {
    this.math = tf32 ? cudnnMathType.CUDNN_DEFAULT_MATH : cudnnMathType.CUDNN_FMA_MATH;
    numbers.set(ValueLayout.JAVA_FLOAT, 0, 1);
    numbers.set(ValueLayout.JAVA_FLOAT, 4, 0);
    numbers.set(ValueLayout.JAVA_DOUBLE, 8, 1);
    numbers.set(ValueLayout.JAVA_DOUBLE, 16, 0);
    started =
        succeeded(JCudnn.cudnnCreate(handle))
            && succeeded(JCudnn.cudnnSetStream(handle, stream.runtime()));
    if (!started) {
      Notices.once("cuda: cuDNN cannot be started, so convolutions run on slower kernels");
    }
  }

  private record Key(
      Kind kind,
      Window window,
      int groups,
      DType dtype,
      List<Long> x,
      List<Long> weight,
      List<Long> y,
      boolean bias) {}

  private record Plan(
      cudnnTensorDescriptor x,
      cudnnFilterDescriptor weight,
      cudnnTensorDescriptor y,
      cudnnTensorDescriptor bias,
      cudnnConvolutionDescriptor convolution,
      int algorithm,
      long workspace) {}

  /** Whether the views are such as cuDNN takes. */
  static boolean serves(Convolution conv, @Nullable View bias) {
    return conv.weight().layout().isContiguous()
        && isPlain(conv.x())
        && isPlain(conv.y())
        && (bias == null || bias.layout().stride(0) == 1 || bias.shape().dim(0) == 1)
        && conv.images() > 0
        && conv.inChannels() > 0;
  }

  private static boolean isPlain(View view) {
    for (int d = 0; d < RANK; d++) {
      long dim = view.shape().dim(d);
      if (dim == 0 || dim > Integer.MAX_VALUE) {
        return false;
      }
      long stride = view.layout().stride(d);
      if (dim > 1 && (stride <= 0 || stride > Integer.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }

  /** Computes; false if cuDNN cannot and nothing was done. */
  boolean run(Launch launch, Kind kind, Convolution conv, @Nullable View bias) {
    if (!started) {
      return false;
    }
    Key key =
        new Key(
            kind,
            conv.window(),
            conv.groups(),
            conv.y().dtype(),
            form(conv.x()),
            form(conv.weight()),
            form(conv.y()),
            bias != null);
    Optional<Plan> plan = plans.get(key);
    if (plan == null) {
      plan = Optional.ofNullable(plan(kind, conv));
      plans.put(key, plan);
    }
    return plan.isPresent() && run(launch, kind, plan.get(), conv, bias);
  }

  private static List<Long> form(View view) {
    return IntStream.range(0, 2 * RANK)
        .mapToObj(i -> i < RANK ? view.shape().dim(i) : view.layout().stride(i - RANK))
        .toList();
  }

  private boolean run(Launch launch, Kind kind, Plan plan, Convolution conv, @Nullable View bias) {
    boolean wide = conv.y().dtype() == DType.F64;
    Pointer one = new Address(numbers.address() + (wide ? 8 : 0));
    Pointer zero = new Address(numbers.address() + (wide ? 16 : 4));
    Pointer x = new Address(launch.address(conv.x()));
    Pointer w = new Address(launch.address(conv.weight()));
    Pointer y = new Address(launch.address(conv.y()));
    // An empty workspace is an object too.
    Pointer space =
        plan.workspace == 0 ? new Pointer() : new Address(launch.scratch(plan.workspace).address());
    int result =
        switch (kind) {
          case FORWARD ->
              JCudnn.cudnnConvolutionForward(
                  handle,
                  one,
                  plan.x,
                  x,
                  plan.weight,
                  w,
                  plan.convolution,
                  plan.algorithm,
                  space,
                  plan.workspace,
                  zero,
                  plan.y,
                  y);
          case INPUT_GRAD ->
              JCudnn.cudnnConvolutionBackwardData(
                  handle,
                  one,
                  plan.weight,
                  w,
                  plan.y,
                  y,
                  plan.convolution,
                  plan.algorithm,
                  space,
                  plan.workspace,
                  zero,
                  plan.x,
                  x);
          case WEIGHT_GRAD ->
              JCudnn.cudnnConvolutionBackwardFilter(
                  handle,
                  one,
                  plan.x,
                  x,
                  plan.y,
                  y,
                  plan.convolution,
                  plan.algorithm,
                  space,
                  plan.workspace,
                  zero,
                  plan.weight,
                  w);
        };
    if (succeeded(result) && bias != null) {
      result =
          JCudnn.cudnnAddTensor(
              handle, one, plan.bias, new Address(launch.address(bias)), one, plan.y, y);
    }
    return succeeded(result);
  }

  /** Descriptors and an algorithm; null if there is none. */
  private @Nullable Plan plan(Kind kind, Convolution conv) {
    int type =
        conv.y().dtype() == DType.F64
            ? cudnnDataType.CUDNN_DATA_DOUBLE
            : cudnnDataType.CUDNN_DATA_FLOAT;
    cudnnTensorDescriptor x = new cudnnTensorDescriptor();
    cudnnTensorDescriptor y = new cudnnTensorDescriptor();
    cudnnTensorDescriptor bias = new cudnnTensorDescriptor();
    cudnnFilterDescriptor weight = new cudnnFilterDescriptor();
    cudnnConvolutionDescriptor convolution = new cudnnConvolutionDescriptor();
    Window window = conv.window();
    int channels = Math.toIntExact(conv.y().shape().dim(1));
    boolean described =
        describe(x, type, conv.x())
            && describe(y, type, conv.y())
            && succeeded(JCudnn.cudnnCreateTensorDescriptor(bias))
            && succeeded(
                JCudnn.cudnnSetTensorNdDescriptor(
                    bias, type, RANK, new int[] {1, channels, 1, 1}, new int[] {channels, 1, 1, 1}))
            && succeeded(JCudnn.cudnnCreateFilterDescriptor(weight))
            && succeeded(
                JCudnn.cudnnSetFilterNdDescriptor(
                    weight, type, cudnnTensorFormat.CUDNN_TENSOR_NCHW, RANK, dims(conv.weight())))
            && succeeded(JCudnn.cudnnCreateConvolutionDescriptor(convolution))
            && succeeded(
                JCudnn.cudnnSetConvolutionNdDescriptor(
                    convolution,
                    2,
                    new int[] {window.padH(), window.padW()},
                    new int[] {window.strideH(), window.strideW()},
                    new int[] {window.dilationH(), window.dilationW()},
                    cudnnConvolutionMode.CUDNN_CROSS_CORRELATION,
                    type))
            && succeeded(JCudnn.cudnnSetConvolutionGroupCount(convolution, conv.groups()))
            && succeeded(JCudnn.cudnnSetConvolutionMathType(convolution, math));
    if (!described) {
      return null;
    }
    long[] choice =
        switch (kind) {
          case FORWARD -> forward(x, weight, convolution, y);
          case INPUT_GRAD -> inputGrad(x, weight, convolution, y);
          case WEIGHT_GRAD -> weightGrad(x, weight, convolution, y);
        };
    return choice.length == 0
        ? null
        : new Plan(x, weight, y, bias, convolution, (int) choice[0], choice[1]);
  }

  private static boolean describe(cudnnTensorDescriptor descriptor, int type, View view) {
    Layout layout = view.layout();
    int[] strides = new int[RANK];
    for (int d = 0; d < RANK; d++) {
      // The stride of a single element means nothing, but cuDNN wants a positive one.
      strides[d] = view.shape().dim(d) == 1 ? 1 : Math.toIntExact(layout.stride(d));
    }
    return succeeded(JCudnn.cudnnCreateTensorDescriptor(descriptor))
        && succeeded(
            JCudnn.cudnnSetTensorNdDescriptor(descriptor, type, RANK, dims(view), strides));
  }

  private static int[] dims(View view) {
    int[] dims = new int[RANK];
    for (int d = 0; d < RANK; d++) {
      dims[d] = Math.toIntExact(view.shape().dim(d));
    }
    return dims;
  }

  private static boolean usable(int status, int determinism, long memory) {
    return status == cudnnStatus.CUDNN_STATUS_SUCCESS
        && determinism == cudnnDeterminism.CUDNN_DETERMINISTIC
        && memory <= MOST_WORKSPACE;
  }

  private long[] forward(
      cudnnTensorDescriptor x,
      cudnnFilterDescriptor w,
      cudnnConvolutionDescriptor c,
      cudnnTensorDescriptor y) {
    var found = new cudnnConvolutionFwdAlgoPerf[ALGORITHMS];
    for (int i = 0; i < ALGORITHMS; i++) {
      found[i] = new cudnnConvolutionFwdAlgoPerf();
    }
    int[] count = new int[1];
    int result =
        JCudnn.cudnnGetConvolutionForwardAlgorithm_v7(handle, x, w, c, y, ALGORITHMS, count, found);
    for (int i = 0; succeeded(result) && i < count[0]; i++) {
      if (usable(found[i].status, found[i].determinism, found[i].memory)) {
        return new long[] {found[i].algo, found[i].memory};
      }
    }
    return new long[0];
  }

  private long[] inputGrad(
      cudnnTensorDescriptor x,
      cudnnFilterDescriptor w,
      cudnnConvolutionDescriptor c,
      cudnnTensorDescriptor y) {
    var found = new cudnnConvolutionBwdDataAlgoPerf[ALGORITHMS];
    for (int i = 0; i < ALGORITHMS; i++) {
      found[i] = new cudnnConvolutionBwdDataAlgoPerf();
    }
    int[] count = new int[1];
    int result =
        JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
            handle, w, y, c, x, ALGORITHMS, count, found);
    for (int i = 0; succeeded(result) && i < count[0]; i++) {
      if (usable(found[i].status, found[i].determinism, found[i].memory)) {
        return new long[] {found[i].algo, found[i].memory};
      }
    }
    return new long[0];
  }

  private long[] weightGrad(
      cudnnTensorDescriptor x,
      cudnnFilterDescriptor w,
      cudnnConvolutionDescriptor c,
      cudnnTensorDescriptor y) {
    var found = new cudnnConvolutionBwdFilterAlgoPerf[ALGORITHMS];
    for (int i = 0; i < ALGORITHMS; i++) {
      found[i] = new cudnnConvolutionBwdFilterAlgoPerf();
    }
    int[] count = new int[1];
    int result =
        JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7(
            handle, x, y, c, w, ALGORITHMS, count, found);
    for (int i = 0; succeeded(result) && i < count[0]; i++) {
      if (usable(found[i].status, found[i].determinism, found[i].memory)) {
        return new long[] {found[i].algo, found[i].memory};
      }
    }
    return new long[0];
  }

  private static boolean succeeded(int result) {
    return result == cudnnStatus.CUDNN_STATUS_SUCCESS;
  }

  void close() {
    for (Optional<Plan> made : plans.values()) {
      made.ifPresent(Dnn::destroy);
    }
    if (started) {
      int _ = JCudnn.cudnnDestroy(handle);
    }
    arena.close();
  }

  private static void destroy(Plan plan) {
    int _ = JCudnn.cudnnDestroyTensorDescriptor(plan.x);
    int _ = JCudnn.cudnnDestroyTensorDescriptor(plan.y);
    int _ = JCudnn.cudnnDestroyTensorDescriptor(plan.bias);
    int _ = JCudnn.cudnnDestroyFilterDescriptor(plan.weight);
    int _ = JCudnn.cudnnDestroyConvolutionDescriptor(plan.convolution);
  }
}
