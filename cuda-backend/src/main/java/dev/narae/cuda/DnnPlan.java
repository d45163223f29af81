package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Window;
import dev.narae.spi.View;
import java.util.List;
import java.util.stream.IntStream;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnActivationMode;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionMode;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnNanPropagation;
import jcuda.jcudnn.cudnnStatus;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.jcudnn.cudnnTensorFormat;

/**
 * What cuDNN knows of a convolution: its tensors' dtypes, extents and strides, and its window.
 * Halves are multiplied on tensor cores and summed in F32. Images stay as they lie: cuDNN brings
 * channels together by itself where its tensor cores want that ("Legacy API" of its documentation,
 * "Data and Filter Formats").
 */
final class DnnPlan {
  private static final int RANK = 4;

  final cudnnTensorDescriptor x = new cudnnTensorDescriptor();
  final cudnnTensorDescriptor y = new cudnnTensorDescriptor();
  final cudnnTensorDescriptor bias = new cudnnTensorDescriptor();
  final cudnnFilterDescriptor weight = new cudnnFilterDescriptor();
  final cudnnConvolutionDescriptor convolution = new cudnnConvolutionDescriptor();

  /** No activation, which a convolution that adds a bias has to be told. */
  final cudnnActivationDescriptor none = new cudnnActivationDescriptor();

  private final boolean described;

  /** Whether the bias may be added in the same kernel; until it turns out that it may not. */
  boolean biasWithin = true;

  /**
   * A plan.
   *
   * @param math which arithmetic is allowed; JCuda does not tell which one an algorithm was found
   *     with
   */
  DnnPlan(Convolution conv, int math) {
    int type = type(conv.y().dtype());
    // The sums of halves are F32.
    int sums = type(conv.y().dtype().compute());
    Window window = conv.window();
    int channels = Math.toIntExact(conv.y().shape().dim(1));
    described =
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
                    sums))
            && succeeded(JCudnn.cudnnSetConvolutionGroupCount(convolution, conv.groups()))
            && succeeded(JCudnn.cudnnSetConvolutionMathType(convolution, math))
            && succeeded(JCudnn.cudnnCreateActivationDescriptor(none))
            && succeeded(
                JCudnn.cudnnSetActivationDescriptor(
                    none,
                    cudnnActivationMode.CUDNN_ACTIVATION_IDENTITY,
                    cudnnNanPropagation.CUDNN_PROPAGATE_NAN,
                    0));
  }

  /** Whether cuDNN took the description. */
  boolean isDescribed() {
    return described;
  }

  /** Whether the views are such as can be described. */
  static boolean serves(Convolution conv) {
    return conv.weight().layout().isContiguous()
        && isPlain(conv.x())
        && isPlain(conv.y())
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

  /** Extents and strides: views that have the same are described alike. */
  static List<Long> form(View view) {
    return IntStream.range(0, 2 * RANK)
        .mapToObj(i -> i < RANK ? view.shape().dim(i) : view.layout().stride(i - RANK))
        .toList();
  }

  private static int type(DType dtype) {
    return switch (dtype) {
      case F64 -> cudnnDataType.CUDNN_DATA_DOUBLE;
      case F16 -> cudnnDataType.CUDNN_DATA_HALF;
      case BF16 -> cudnnDataType.CUDNN_DATA_BFLOAT16;
      default -> cudnnDataType.CUDNN_DATA_FLOAT;
    };
  }

  private static boolean describe(cudnnTensorDescriptor descriptor, int type, View view) {
    int[] strides = new int[RANK];
    for (int d = 0; d < RANK; d++) {
      // The stride of a single element means nothing, but cuDNN wants a positive one.
      strides[d] = view.shape().dim(d) == 1 ? 1 : Math.toIntExact(view.layout().stride(d));
    }
    return succeeded(JCudnn.cudnnCreateTensorDescriptor(descriptor))
        && succeeded(
            JCudnn.cudnnSetTensorNdDescriptor(descriptor, type, RANK, dims(view), strides));
  }

  private static int[] dims(View view) {
    return IntStream.range(0, RANK).map(d -> Math.toIntExact(view.shape().dim(d))).toArray();
  }

  private static boolean succeeded(int result) {
    return result == cudnnStatus.CUDNN_STATUS_SUCCESS;
  }

  void close() {
    if (!described) {
      // Some may never have been made, and destroying those is not allowed.
      return;
    }
    int _ = JCudnn.cudnnDestroyTensorDescriptor(x);
    int _ = JCudnn.cudnnDestroyTensorDescriptor(y);
    int _ = JCudnn.cudnnDestroyTensorDescriptor(bias);
    int _ = JCudnn.cudnnDestroyFilterDescriptor(weight);
    int _ = JCudnn.cudnnDestroyConvolutionDescriptor(convolution);
    int _ = JCudnn.cudnnDestroyActivationDescriptor(none);
  }
}
