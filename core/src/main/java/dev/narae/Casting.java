package dev.narae;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * In which dtype an operator runs under {@link Autocast}. Conversions are recorded; the operator
 * itself, with all it is made of, then runs as it would without.
 */
final class Casting {
  /**
   * Elementwise operators, softmax and scans that run in F32; what consists of several operators
   * converts by itself, through {@link #wide}.
   */
  static final Set<String> WIDE =
      Set.of(
          "acos",
          "acosh",
          "asin",
          "asinh",
          "atanh",
          "cosh",
          "cumprod",
          "cumsum",
          "digamma",
          "entr",
          "erfc",
          "erfcx",
          "erfinv",
          "exp",
          "exp2",
          "expm1",
          "lgamma",
          "log",
          "log10",
          "log1p",
          "log2",
          "logNdtr",
          "logSoftmax",
          "logaddexp",
          "logaddexp2",
          "logit",
          "ndtri",
          "pow",
          "reciprocal",
          "rsqrt",
          "sinh",
          "softmax",
          "softplus",
          "tan",
          "xlog1py",
          "xlogy");

  private Casting() {}

  /** Whether this thread runs in mixed precision. */
  static boolean isOn() {
    Autocast open = Context.current().autocast;
    return open != null && open.dtype() != null;
  }

  /** Runs an operator under {@code open}, which is this thread's. */
  static Tensor[] run(Autocast open, Op op, Tensor... inputs) {
    if (op.keepsAutocast()) {
      return Dispatch.runAs(op, inputs);
    }
    Tensor[] given =
        WIDE.contains(op.name())
            ? wide(inputs)
            : op instanceof ScatterOp ? meeting(inputs) : inputs;
    Context context = Context.current();
    context.autocast = null;
    try {
      return Dispatch.runAs(op, given);
    } finally {
      context.autocast = open;
    }
  }

  /** In mixed precision the tensor as F32 if it is of half precision; else itself. */
  static Tensor wide(Tensor tensor) {
    return isOn() ? Halves.widened(tensor) : tensor;
  }

  /** {@link #wide} of each. */
  static Tensor[] wide(Tensor... tensors) {
    if (!isOn()) {
      return tensors;
    }
    Tensor[] wide = tensors.clone();
    for (int i = 0; i < wide.length; i++) {
      wide[i] = Halves.widened(wide[i]);
    }
    return wide;
  }

  /** A computation that takes the lower precision; inputs may be absent. */
  static Tensor low(Function<@Nullable Tensor[], Tensor> computation, @Nullable Tensor... inputs) {
    Autocast open = Context.current().autocast;
    DType dtype = open == null ? null : open.dtype();
    if (open == null || dtype == null) {
      return computation.apply(inputs);
    }
    @Nullable Tensor[] given = inputs.clone();
    for (int i = 0; i < given.length; i++) {
      Tensor input = given[i];
      given[i] = input == null ? null : open.lowered(input, dtype);
    }
    return without(computation, given);
  }

  /** A computation that takes the lower precision, of as many inputs as there are. */
  static Tensor lowAll(Function<Tensor[], Tensor> computation, Tensor... inputs) {
    Autocast open = Context.current().autocast;
    DType dtype = open == null ? null : open.dtype();
    if (open == null || dtype == null) {
      return computation.apply(inputs);
    }
    Tensor[] given = inputs.clone();
    for (int i = 0; i < given.length; i++) {
      given[i] = open.lowered(given[i], dtype);
    }
    return without(computation, given);
  }

  /** A computation whose inputs meet in the widest dtype of the floating ones. */
  static Tensor widest(Function<Tensor[], Tensor> computation, Tensor... inputs) {
    return isOn() ? without(computation, meeting(inputs)) : computation.apply(inputs);
  }

  /** The floating inputs in the widest dtype of theirs. */
  private static Tensor[] meeting(Tensor... inputs) {
    DType widest = null;
    for (Tensor input : inputs) {
      if (input.dtype().isFloating()) {
        widest = widest == null ? input.dtype() : widest.promote(input.dtype());
      }
    }
    Tensor[] given = inputs.clone();
    for (int i = 0; i < given.length; i++) {
      if (widest != null && given[i].dtype().isFloating()) {
        given[i] = given[i].to(widest);
      }
    }
    return given;
  }

  private static <T> Tensor without(Function<T, Tensor> computation, T inputs) {
    Context context = Context.current();
    Autocast open = context.autocast;
    context.autocast = null;
    try {
      return computation.apply(inputs);
    } finally {
      context.autocast = open;
    }
  }
}
