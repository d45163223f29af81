package dev.narae;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Mixed precision: while it is open, this thread runs products of matrices, convolutions and
 * attention in BF16 or F16, and what needs a wide range or many digits in F32.
 *
 * <pre>{@code
 * Tensor loss;
 * try (var _ = Autocast.to(DType.BF16)) {
 *   loss = model.call(x).crossEntropy(labels);
 * }
 * loss.backward();
 * optimizer.step();
 * }</pre>
 *
 * <p>Parameters stay in F32, and so do their gradients: the conversions are operators like all
 * others. The copy of a parameter is made once and used until the outermost scope closes, until the
 * parameter changes, or until backward has used it. F16 has a range of 6e-8 to 65504: gradients
 * need {@code dev.narae.optim.GradScaler}; BF16 has the range of F32 and needs nothing.
 *
 * <p>Only F32, F16 and BF16 are converted, never F64 nor integers. As in PyTorch's {@code
 * torch.autocast} with these lists:
 *
 * <ul>
 *   <li><b>in the lower precision</b>: {@code matmul}, {@code mm}, {@code bmm}, {@code mv}, {@code
 *       addmm}, {@code baddbmm}, {@code linear}, {@code tensordot}, {@code einsum}, convolutions
 *       and transposed convolutions, {@code scaledDotProductAttention}, {@code prelu}, and so the
 *       layers made of them, recurrent networks included;
 *   <li><b>in F32</b>: {@code softmax}, {@code logSoftmax}, {@code logsumexp}, all losses, {@code
 *       layerNorm}, {@code rmsNorm}, {@code groupNorm}, {@code norm}, {@code cdist}, {@code
 *       pairwiseDistance}, {@code cosineSimilarity}, {@code sum}, {@code prod}, {@code cumsum},
 *       {@code cumprod}, {@code exp}, {@code expm1}, {@code log}, {@code log1p}, {@code pow},
 *       {@code reciprocal}, {@code rsqrt}, {@code tan}, {@code sinh}, {@code cosh}, {@code
 *       softplus} and the other functions that leave the range of F16 or have a pole;
 *   <li><b>in the widest dtype of their inputs</b>: arithmetic, {@code where}, {@code cat}, {@code
 *       stack}, {@code dot}, {@code cross}, {@code addcmul}, {@code addcdiv}, {@code atan2}, {@code
 *       gridSample}, the scattering operators;
 *   <li><b>in the dtype that arrives</b>: everything else, such as {@code relu}, {@code gelu},
 *       {@code mean}, pooling, {@code dropout}, and {@code batchNorm}, whose weights and statistics
 *       stay F32.
 * </ul>
 *
 * <p>Backward always runs in the dtypes of the forward pass, even where it is called inside.
 * Source: Micikevicius et al., "Mixed Precision Training" (ICLR 2018).
 */
public final class Autocast implements AutoCloseable {
  private final @Nullable Autocast before;
  private final @Nullable DType dtype;

  /** The copies of parameters; shared by scopes of one dtype inside each other. */
  private final Map<Tensor, Copy> copies;

  /** Whether a scope of the same dtype is around this one, which the copies belong to. */
  private final boolean inner;

  /**
   * A parameter's copy.
   *
   * @param version the parameter's
   * @param recorded whether its making was recorded for gradients
   * @param recorder what noted its making; a replay makes the copies that it uses
   */
  private record Copy(Tensor tensor, int version, boolean recorded, @Nullable Recorder recorder) {}

  private Autocast(@Nullable DType dtype) {
    Context context = Context.current();
    before = context.autocast;
    this.dtype = dtype;
    inner = before != null && before.dtype == dtype;
    copies = inner && before != null ? before.copies : new IdentityHashMap<>();
    context.autocast = this;
  }

  /**
   * Switches this thread to mixed precision until closed: {@code try (var _ =
   * Autocast.to(DType.BF16)) { … }}.
   *
   * @param dtype {@link DType#BF16} or {@link DType#F16}
   * @throws IllegalArgumentException if it is another
   */
  public static Autocast to(DType dtype) {
    if (!dtype.isHalf()) {
      throw new IllegalArgumentException(
          "autocast: %s is no lower precision; use bf16, or f16 with a GradScaler"
              .formatted(dtype));
    }
    return new Autocast(dtype);
  }

  /** Switches mixed precision off in this thread until closed, inside a {@link #to}. */
  public static Autocast off() {
    return new Autocast(null);
  }

  /** Runs {@code body} in mixed precision. */
  public static <T> T with(DType dtype, Supplier<T> body) {
    try (var _ = to(dtype)) {
      return body.get();
    }
  }

  /** Runs {@code body} in mixed precision. */
  public static void with(DType dtype, Runnable body) {
    try (var _ = to(dtype)) {
      body.run();
    }
  }

  /** The lower precision of this thread; empty if mixed precision is off. */
  public static Optional<DType> current() {
    Autocast open = Context.current().autocast;
    return open == null ? Optional.empty() : Optional.ofNullable(open.dtype);
  }

  /** Goes back to what was before. */
  @Override
  public void close() {
    Context.current().autocast = before;
    if (!inner) {
      copies.clear();
    }
  }

  /** The lower precision; null inside {@link #off}. */
  @Nullable DType dtype() {
    return dtype;
  }

  /** The tensor in the lower precision, if that may be; recorded. */
  Tensor lowered(Tensor tensor, DType low) {
    DType own = tensor.dtype();
    if (own == low || !own.isFloating() || own == DType.F64) {
      return tensor;
    }
    Variable variable = tensor.variable();
    boolean parameter = own == DType.F32 && variable != null && variable.isLeaf();
    return parameter ? copy(tensor, low) : tensor.to(low);
  }

  private Tensor copy(Tensor parameter, DType low) {
    Copy known = copies.get(parameter);
    boolean recording = Grad.isEnabled();
    int version = parameter.storage().version();
    Recorder recorder = Context.current().recorder;
    if (known != null
        && known.version == version
        && known.recorded == recording
        && known.recorder == recorder
        && isUsable(known.tensor)) {
      return known.tensor;
    }
    Tensor made = parameter.to(low);
    copies.put(parameter, new Copy(made, version, recording, recorder));
    return made;
  }

  /** Neither released with its scope nor part of a graph that backward has used up. */
  private static boolean isUsable(Tensor copy) {
    Variable variable = copy.variable();
    Node creator = variable == null ? null : variable.creator();
    return !copy.isClosed() && (creator == null || !creator.isReleased());
  }
}
