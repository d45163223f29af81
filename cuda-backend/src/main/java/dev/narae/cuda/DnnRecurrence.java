package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Recurrence;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnDirectionMode;
import jcuda.jcudnn.cudnnDropoutDescriptor;
import jcuda.jcudnn.cudnnForwardMode;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnRNNAlgo;
import jcuda.jcudnn.cudnnRNNBiasMode;
import jcuda.jcudnn.cudnnRNNDataDescriptor;
import jcuda.jcudnn.cudnnRNNDataLayout;
import jcuda.jcudnn.cudnnRNNDescriptor;
import jcuda.jcudnn.cudnnRNNInputMode;
import jcuda.jcudnn.cudnnRNNMode;
import jcuda.jcudnn.cudnnStatus;
import jcuda.jcudnn.cudnnTensorDescriptor;

/**
 * What cuDNN knows of a recurrent layer: its extents, how much memory it works in, and where it
 * wants the weights. All sequences have the same length.
 */
final class DnnRecurrence {
  /** CUDNN_RNN_PADDED_IO_ENABLED: tensors lie step by step, each with the whole batch. */
  private static final int PADDED_IO = 1;

  private static final int RANK = 3;

  final cudnnRNNDescriptor layer = new cudnnRNNDescriptor();
  final cudnnRNNDataDescriptor x = new cudnnRNNDataDescriptor();
  final cudnnRNNDataDescriptor y = new cudnnRNNDataDescriptor();
  final cudnnTensorDescriptor state = new cudnnTensorDescriptor();
  private final cudnnDropoutDescriptor none = new cudnnDropoutDescriptor();
  private final Key key;
  private final boolean described;
  private long weightBytes;
  private long workBytes;
  private long keptBytes;

  /** Where each gate's weights and biases are in the weights' memory, in elements. */
  private final long[] matrices;

  private final long[] biases;

  /**
   * Layers that are alike.
   *
   * @param biases whether there are biases
   * @param training whether something is kept for the gradient
   */
  record Key(
      Recurrence kind,
      DType dtype,
      boolean biases,
      boolean training,
      int steps,
      int batch,
      int inputs,
      int hidden) {}

  /** An address that a call stores. */
  private static final class Place extends Pointer {
    long address() {
      return getNativePointer();
    }
  }

  /**
   * Describes a layer to cuDNN.
   *
   * @param tf32 whether F32 may be multiplied as TF32
   * @param zero a 0 in the host's memory
   * @param base any address of the GPU's memory: cuDNN tells places relative to one
   */
  DnnRecurrence(cudnnHandle handle, Key key, boolean tf32, Pointer zero, long base) {
    this.key = key;
    int gates = 2 * key.kind.gates();
    matrices = new long[gates];
    biases = new long[gates];
    int type =
        key.dtype == DType.F64 ? cudnnDataType.CUDNN_DATA_DOUBLE : cudnnDataType.CUDNN_DATA_FLOAT;
    described =
        describe(handle, type, tf32)
            && describe(x, type, key.inputs, zero)
            && describe(y, type, key.hidden, zero)
            && succeeded(JCudnn.cudnnCreateTensorDescriptor(state))
            && succeeded(
                JCudnn.cudnnSetTensorNdDescriptor(
                    state,
                    type,
                    RANK,
                    new int[] {1, key.batch, key.hidden},
                    new int[] {key.batch * key.hidden, key.hidden, 1}))
            && measure(handle)
            && findWeights(handle, base);
  }

  private boolean describe(cudnnHandle handle, int type, boolean tf32) {
    boolean strict = key.dtype == DType.F32 && !tf32;
    return succeeded(JCudnn.cudnnCreateDropoutDescriptor(none))
        && succeeded(JCudnn.cudnnSetDropoutDescriptor(none, handle, 0, new Pointer(), 0, 0))
        && succeeded(JCudnn.cudnnCreateRNNDescriptor(layer))
        && succeeded(
            JCudnn.cudnnSetRNNDescriptor_v8(
                layer,
                cudnnRNNAlgo.CUDNN_RNN_ALGO_STANDARD,
                mode(key.kind),
                key.biases
                    ? cudnnRNNBiasMode.CUDNN_RNN_DOUBLE_BIAS
                    : cudnnRNNBiasMode.CUDNN_RNN_NO_BIAS,
                cudnnDirectionMode.CUDNN_UNIDIRECTIONAL,
                cudnnRNNInputMode.CUDNN_LINEAR_INPUT,
                type,
                type,
                strict ? cudnnMathType.CUDNN_FMA_MATH : cudnnMathType.CUDNN_DEFAULT_MATH,
                key.inputs,
                key.hidden,
                key.hidden,
                1,
                none,
                PADDED_IO));
  }

  private static int mode(Recurrence kind) {
    return switch (kind) {
      case TANH -> cudnnRNNMode.CUDNN_RNN_TANH;
      case RELU -> cudnnRNNMode.CUDNN_RNN_RELU;
      case LSTM -> cudnnRNNMode.CUDNN_LSTM;
      case GRU -> cudnnRNNMode.CUDNN_GRU;
    };
  }

  private boolean describe(cudnnRNNDataDescriptor data, int type, int width, Pointer zero) {
    int[] lengths = new int[key.batch];
    Arrays.fill(lengths, key.steps);
    return succeeded(JCudnn.cudnnCreateRNNDataDescriptor(data))
        && succeeded(
            JCudnn.cudnnSetRNNDataDescriptor(
                data,
                type,
                cudnnRNNDataLayout.CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_UNPACKED,
                key.steps,
                key.batch,
                width,
                lengths,
                zero));
  }

  private boolean measure(cudnnHandle handle) {
    long[] weights = new long[1];
    long[] work = new long[1];
    long[] kept = new long[1];
    boolean done =
        succeeded(JCudnn.cudnnGetRNNWeightSpaceSize(handle, layer, weights))
            && succeeded(
                JCudnn.cudnnGetRNNTempSpaceSizes(
                    handle,
                    layer,
                    key.training
                        ? cudnnForwardMode.CUDNN_FWD_MODE_TRAINING
                        : cudnnForwardMode.CUDNN_FWD_MODE_INFERENCE,
                    x,
                    work,
                    kept));
    weightBytes = weights[0];
    workBytes = work[0];
    keptBytes = kept[0];
    return done;
  }

  /** Asks where the weights would be in memory that begins at {@code base}; it is not touched. */
  private boolean findWeights(cudnnHandle handle, long base) {
    cudnnTensorDescriptor matrix = new cudnnTensorDescriptor();
    cudnnTensorDescriptor vector = new cudnnTensorDescriptor();
    boolean found =
        succeeded(JCudnn.cudnnCreateTensorDescriptor(matrix))
            && succeeded(JCudnn.cudnnCreateTensorDescriptor(vector));
    for (int i = 0; i < matrices.length && found; i++) {
      Place matrixAt = new Place();
      Place vectorAt = new Place();
      found =
          succeeded(
                  JCudnn.cudnnGetRNNWeightParams(
                      handle,
                      layer,
                      0,
                      weightBytes,
                      new Address(base),
                      i,
                      matrix,
                      matrixAt,
                      vector,
                      vectorAt))
              && matrixAt.address() >= base
              && (!key.biases || vectorAt.address() >= base);
      matrices[i] = (matrixAt.address() - base) / key.dtype.bytes();
      biases[i] = key.biases ? (vectorAt.address() - base) / key.dtype.bytes() : 0;
    }
    int _ = JCudnn.cudnnDestroyTensorDescriptor(matrix);
    int _ = JCudnn.cudnnDestroyTensorDescriptor(vector);
    return found;
  }

  /** Whether cuDNN took the description. */
  boolean isDescribed() {
    return described;
  }

  /** Bytes of all weights and biases. */
  long weightBytes() {
    return weightBytes;
  }

  /** Bytes that a call works in. */
  long workBytes() {
    return workBytes;
  }

  /** Bytes kept for the gradient. */
  long keptBytes() {
    return keptBytes;
  }

  /**
   * Where a gate's matrix begins.
   *
   * @param gate first those of the input's weights, then those of the hidden state's
   */
  long matrix(int gate) {
    return matrices[gate];
  }

  /** Where a gate's bias begins. */
  long bias(int gate) {
    return biases[gate];
  }

  private static boolean succeeded(int result) {
    return result == cudnnStatus.CUDNN_STATUS_SUCCESS;
  }

  void close() {
    if (!described) {
      // Some may never have been made, and destroying those is not allowed.
      return;
    }
    int _ = JCudnn.cudnnDestroyRNNDescriptor(layer);
    int _ = JCudnn.cudnnDestroyRNNDataDescriptor(x);
    int _ = JCudnn.cudnnDestroyRNNDataDescriptor(y);
    int _ = JCudnn.cudnnDestroyTensorDescriptor(state);
    int _ = JCudnn.cudnnDestroyDropoutDescriptor(none);
  }
}
