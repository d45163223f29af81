package dev.narae.cuda;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnStatus;

/**
 * Which of cuDNN's algorithms serve a convolution, the best one first: by its heuristic, or as it
 * measures them. Only those count that always give the same bits and need little memory.
 */
final class DnnAlgorithms {
  private static final int MOST = 10;
  private static final long MOST_WORKSPACE = 256L << 20;

  private final cudnnHandle handle;

  DnnAlgorithms(cudnnHandle handle) {
    this.handle = handle;
  }

  /**
   * Memory that algorithms are measured on.
   *
   * @param space enough for each that {@link #suggested} has named
   */
  record Operands(Pointer x, Pointer weight, Pointer y, Pointer space, long bytes) {}

  /** Those that the heuristic names. */
  List<DnnChoice> suggested(Dnn.Kind kind, DnnPlan plan) {
    return switch (kind) {
      case FORWARD ->
          forward(
              (count, found) ->
                  JCudnn.cudnnGetConvolutionForwardAlgorithm_v7(
                      handle, plan.x, plan.weight, plan.convolution, plan.y, MOST, count, found));
      case INPUT_GRAD ->
          inputGrad(
              (count, found) ->
                  JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
                      handle, plan.weight, plan.y, plan.convolution, plan.x, MOST, count, found));
      case WEIGHT_GRAD ->
          weightGrad(
              (count, found) ->
                  JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7(
                      handle, plan.x, plan.y, plan.convolution, plan.weight, MOST, count, found));
    };
  }

  /** Runs all and names the fastest; the result's memory is overwritten. */
  Optional<DnnChoice> measured(Dnn.Kind kind, DnnPlan plan, Operands on) {
    List<DnnChoice> found =
        switch (kind) {
          case FORWARD ->
              forward(
                  (count, each) ->
                      JCudnn.cudnnFindConvolutionForwardAlgorithmEx(
                          handle,
                          plan.x,
                          on.x,
                          plan.weight,
                          on.weight,
                          plan.convolution,
                          plan.y,
                          on.y,
                          MOST,
                          count,
                          each,
                          on.space,
                          on.bytes));
          case INPUT_GRAD ->
              inputGrad(
                  (count, each) ->
                      JCudnn.cudnnFindConvolutionBackwardDataAlgorithmEx(
                          handle,
                          plan.weight,
                          on.weight,
                          plan.y,
                          on.y,
                          plan.convolution,
                          plan.x,
                          on.x,
                          MOST,
                          count,
                          each,
                          on.space,
                          on.bytes));
          case WEIGHT_GRAD ->
              weightGrad(
                  (count, each) ->
                      JCudnn.cudnnFindConvolutionBackwardFilterAlgorithmEx(
                          handle,
                          plan.x,
                          on.x,
                          plan.y,
                          on.y,
                          plan.convolution,
                          plan.weight,
                          on.weight,
                          MOST,
                          count,
                          each,
                          on.space,
                          on.bytes));
        };
    return found.stream().filter(choice -> choice.workspace() <= on.bytes).findFirst();
  }

  /** A call that fills in how many algorithms it found, and them. */
  private interface Call<P> {
    int find(int[] count, P[] found);
  }

  /** JCuda has a class of its own for each kind, alike but for its name. */
  private static List<DnnChoice> forward(Call<cudnnConvolutionFwdAlgoPerf> call) {
    var found = new cudnnConvolutionFwdAlgoPerf[MOST];
    IntStream.range(0, MOST).forEach(i -> found[i] = new cudnnConvolutionFwdAlgoPerf());
    return usable(
        call,
        found,
        i -> new DnnChoice(found[i].algo, found[i].memory),
        i -> found[i].status,
        i -> found[i].determinism);
  }

  private static List<DnnChoice> inputGrad(Call<cudnnConvolutionBwdDataAlgoPerf> call) {
    var found = new cudnnConvolutionBwdDataAlgoPerf[MOST];
    IntStream.range(0, MOST).forEach(i -> found[i] = new cudnnConvolutionBwdDataAlgoPerf());
    return usable(
        call,
        found,
        i -> new DnnChoice(found[i].algo, found[i].memory),
        i -> found[i].status,
        i -> found[i].determinism);
  }

  private static List<DnnChoice> weightGrad(Call<cudnnConvolutionBwdFilterAlgoPerf> call) {
    var found = new cudnnConvolutionBwdFilterAlgoPerf[MOST];
    IntStream.range(0, MOST).forEach(i -> found[i] = new cudnnConvolutionBwdFilterAlgoPerf());
    return usable(
        call,
        found,
        i -> new DnnChoice(found[i].algo, found[i].memory),
        i -> found[i].status,
        i -> found[i].determinism);
  }

  private static <P> List<DnnChoice> usable(
      Call<P> call,
      P[] found,
      IntFunction<DnnChoice> choice,
      IntUnaryOperator status,
      IntUnaryOperator determinism) {
    int[] count = new int[1];
    if (call.find(count, found) != cudnnStatus.CUDNN_STATUS_SUCCESS) {
      return List.of();
    }
    return IntStream.range(0, Math.min(MOST, count[0]))
        .filter(i -> status.applyAsInt(i) == cudnnStatus.CUDNN_STATUS_SUCCESS)
        .filter(i -> determinism.applyAsInt(i) == cudnnDeterminism.CUDNN_DETERMINISTIC)
        .mapToObj(choice)
        .filter(each -> each.workspace() <= MOST_WORKSPACE)
        .toList();
  }
}
