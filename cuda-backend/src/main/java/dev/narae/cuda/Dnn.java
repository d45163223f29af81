package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.Window;
import dev.narae.spi.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnStatus;
import org.jspecify.annotations.Nullable;

/**
 * cuDNN on one stream: convolutions by an algorithm that always gives the same bits. What it does
 * not support is left to our own kernels.
 */
final class Dnn {
  /** Which of a convolution's three computations. */
  enum Kind {
    FORWARD,
    INPUT_GRAD,
    WEIGHT_GRAD
  }

  /** What was done. */
  enum Done {
    /** Nothing: cuDNN cannot compute it. */
    NOTHING,
    /** All but the bias, which is to be added. */
    ALL_BUT_BIAS,
    /** All. */
    ALL
  }

  /** Convolutions that are alike. */
  record Key(
      Kind kind,
      Window window,
      int groups,
      DType dtype,
      List<Long> x,
      List<Long> weight,
      List<Long> y,
      boolean bias) {}

  /** A plan and the algorithm that it runs by. */
  private record Chosen(DnnPlan plan, DnnChoice choice) {}

  private final cudnnHandle handle = new cudnnHandle();
  private final DnnAlgorithms algorithms = new DnnAlgorithms(handle);
  private final CudaOptions options;
  private final Map<Key, DnnChoice> measured;
  private final boolean started;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment numbers = arena.allocate(32, 8);
  private final Map<Key, Optional<Chosen>> plans = new HashMap<>();
  private final Map<DnnRecurrence.Key, Optional<DnnRecurrence>> recurrences = new HashMap<>();

  /**
   * cuDNN for a stream.
   *
   * @param measured the algorithms that were found fastest on this GPU, by any stream
   */
  Dnn(GpuStream stream, CudaOptions options, Map<Key, DnnChoice> measured) {
    this.options = options;
    this.measured = measured;
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

  /** Whether the views are such as cuDNN takes. */
  static boolean serves(Convolution conv, @Nullable View bias) {
    return DnnPlan.serves(conv)
        && (bias == null || bias.layout().stride(0) == 1 || bias.shape().dim(0) == 1);
  }

  /** Computes what cuDNN can. */
  Done run(Launch launch, Kind kind, Convolution conv, @Nullable View bias) {
    if (!started) {
      return Done.NOTHING;
    }
    Key key =
        new Key(
            kind,
            conv.window(),
            conv.groups(),
            conv.y().dtype(),
            DnnPlan.form(conv.x()),
            DnnPlan.form(conv.weight()),
            DnnPlan.form(conv.y()),
            bias != null);
    Optional<Chosen> chosen = plans.get(key);
    if (chosen == null) {
      chosen = choose(launch, key, conv);
      plans.put(key, chosen);
    }
    if (chosen.isEmpty()) {
      return Done.NOTHING;
    }
    if (bias != null && addsWithin(launch, chosen.get(), conv, bias)) {
      return Done.ALL;
    }
    if (!run(launch, kind, chosen.get(), conv)) {
      return Done.NOTHING;
    }
    return bias == null ? Done.ALL : Done.ALL_BUT_BIAS;
  }

  /**
   * What cuDNN knows of a recurrent layer; empty if it cannot compute it.
   *
   * @param address any address of the GPU's memory
   */
  Optional<DnnRecurrence> recurrence(DnnRecurrence.Key key, long address) {
    if (!started) {
      return Optional.empty();
    }
    return recurrences.computeIfAbsent(
        key,
        k -> {
          var made =
              new DnnRecurrence(
                  handle, k, options.tf32(), new Address(numbers.address() + 16), address);
          return made.isDescribed() ? Optional.of(made) : Optional.empty();
        });
  }

  /** The library's state for this stream. */
  cudnnHandle handle() {
    return handle;
  }

  private boolean run(Launch launch, Kind kind, Chosen chosen, Convolution conv) {
    DnnPlan plan = chosen.plan;
    int algorithm = chosen.choice.algorithm();
    long bytes = chosen.choice.workspace();
    Pointer one = number(conv, true);
    Pointer zero = number(conv, false);
    Pointer x = new Address(launch.address(conv.x()));
    Pointer w = new Address(launch.address(conv.weight()));
    Pointer y = new Address(launch.address(conv.y()));
    Pointer space = space(launch, bytes);
    return succeeded(
        switch (kind) {
          case FORWARD -> forward(chosen, conv, x, w, y, space);
          case INPUT_GRAD ->
              JCudnn.cudnnConvolutionBackwardData(
                  handle,
                  one,
                  plan.weight,
                  w,
                  plan.y,
                  y,
                  plan.convolution,
                  algorithm,
                  space,
                  bytes,
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
                  algorithm,
                  space,
                  bytes,
                  zero,
                  plan.weight,
                  w);
        });
  }

  private int forward(
      Chosen chosen, Convolution conv, Pointer x, Pointer w, Pointer y, Pointer space) {
    DnnPlan plan = chosen.plan;
    return JCudnn.cudnnConvolutionForward(
        handle,
        number(conv, true),
        plan.x,
        x,
        plan.weight,
        w,
        plan.convolution,
        chosen.choice.algorithm(),
        space,
        chosen.choice.workspace(),
        number(conv, false),
        plan.y,
        y);
  }

  /** The convolution and its bias in one kernel: sums of halves are then rounded once. */
  private boolean addsWithin(Launch launch, Chosen chosen, Convolution conv, View bias) {
    DnnPlan plan = chosen.plan;
    // The only algorithm that its documentation names for a bias without an activation.
    if (!plan.biasWithin
        || chosen.choice.algorithm()
            != cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM) {
      return false;
    }
    Pointer y = new Address(launch.address(conv.y()));
    plan.biasWithin =
        succeeded(
            JCudnn.cudnnConvolutionBiasActivationForward(
                handle,
                number(conv, true),
                plan.x,
                new Address(launch.address(conv.x())),
                plan.weight,
                new Address(launch.address(conv.weight())),
                plan.convolution,
                chosen.choice.algorithm(),
                space(launch, chosen.choice.workspace()),
                chosen.choice.workspace(),
                number(conv, false),
                plan.y,
                y,
                plan.bias,
                new Address(launch.address(bias)),
                plan.none,
                plan.y,
                y));
    return plan.biasWithin;
  }

  /** An empty workspace is an object too. */
  private static Pointer space(Launch launch, long bytes) {
    return bytes == 0 ? new Pointer() : new Address(launch.scratch(bytes).address());
  }

  /** 1 or 0 in the type of the sums. */
  private Pointer number(Convolution conv, boolean one) {
    boolean wide = conv.y().dtype() == DType.F64;
    return new Address(numbers.address() + (wide ? 8 : 0) + (one ? 0 : wide ? 8 : 4));
  }

  /** Descriptors and an algorithm; empty if there is none. */
  private Optional<Chosen> choose(Launch launch, Key key, Convolution conv) {
    DnnPlan plan = new DnnPlan(conv, math(conv.y().dtype()));
    if (!plan.isDescribed()) {
      return Optional.empty();
    }
    List<DnnChoice> suggested = algorithms.suggested(key.kind, plan);
    Optional<DnnChoice> best = suggested.stream().findFirst();
    if (options.measure() && suggested.size() > 1) {
      best = measure(launch, key, plan, conv, suggested);
    }
    if (best.isEmpty()) {
      plan.close();
    }
    return best.map(choice -> new Chosen(plan, choice));
  }

  /** The fastest algorithm, as it was found before or is found now. */
  private Optional<DnnChoice> measure(
      Launch launch, Key key, DnnPlan plan, Convolution conv, List<DnnChoice> suggested) {
    DnnChoice known = measured.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    long bytes = suggested.stream().mapToLong(DnnChoice::workspace).max().orElse(0);
    DnnAlgorithms.Operands operands =
        new DnnAlgorithms.Operands(
            new Address(launch.address(conv.x())),
            new Address(launch.address(conv.weight())),
            new Address(launch.address(conv.y())),
            space(launch, bytes),
            bytes);
    Optional<DnnChoice> fastest = algorithms.measured(key.kind, plan, operands);
    fastest.ifPresent(choice -> measured.put(key, choice));
    return fastest.isPresent() ? fastest : suggested.stream().findFirst();
  }

  private int math(DType dtype) {
    if (dtype.isHalf()) {
      return cudnnMathType.CUDNN_TENSOR_OP_MATH;
    }
    return options.tf32() ? cudnnMathType.CUDNN_DEFAULT_MATH : cudnnMathType.CUDNN_FMA_MATH;
  }

  private static boolean succeeded(int result) {
    return result == cudnnStatus.CUDNN_STATUS_SUCCESS;
  }

  void close() {
    plans.values().forEach(made -> made.ifPresent(chosen -> chosen.plan.close()));
    recurrences.values().forEach(made -> made.ifPresent(DnnRecurrence::close));
    if (started) {
      int _ = JCudnn.cudnnDestroy(handle);
    }
    arena.close();
  }
}
