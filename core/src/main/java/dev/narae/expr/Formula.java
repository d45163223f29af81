package dev.narae.expr;

import dev.narae.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A named elementwise function of some inputs and some runtime scalars: the unit that is compiled
 * to one kernel, and differentiated to others.
 */
public final class Formula {
  /** Deeper trees come from a loop that should be written with several calls. */
  private static final int MAX_DEPTH = 200;

  private static final int DTYPES = DType.values().length;

  private final String name;
  private final int inputs;
  private final int scalars;
  private final Expr body;
  private final boolean floating;
  private final boolean integral;
  private final Set<Integer> keys;
  private final AtomicReferenceArray<@Nullable Kernel> kernels =
      new AtomicReferenceArray<>(DTYPES * DTYPES);
  private final AtomicReferenceArray<@Nullable Optional<Gradient>> gradients;
  private final AtomicReferenceArray<@Nullable Optional<Gradient>> inputGradients;

  private Formula(String name, int inputs, int scalars, Expr body) {
    this.name = name;
    this.inputs = inputs;
    this.scalars = scalars;
    this.body = body;
    this.floating = Trees.isFloating(body);
    this.integral = Trees.isIntegral(body);
    this.keys = Trees.keys(body);
    this.gradients = new AtomicReferenceArray<>(Math.max(inputs, 1));
    this.inputGradients = new AtomicReferenceArray<>(Math.max(inputs, 1));
  }

  /**
   * A formula from its tree.
   *
   * @param name the operation's name in errors
   * @param inputs how many inputs the tree may read
   * @param scalars how many runtime scalars it may read
   * @throws IllegalArgumentException if the tree reads other leaves or is deeper than 200 operators
   */
  public static Formula of(String name, int inputs, int scalars, Expr body) {
    Trees.checkLeaves(name, body, inputs, scalars);
    if (body.depth() > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "%s: an expression of depth %d is too deep for one kernel; the limit is %d: split it"
              .formatted(name, body.depth(), MAX_DEPTH));
    }
    return new Formula(name, inputs, scalars, body);
  }

  /** A formula that the library derived itself: may be deeper than a written one. */
  public static Formula derived(String name, int inputs, int scalars, Expr body) {
    return new Formula(name, inputs, scalars, body);
  }

  /** A formula of one input. */
  public static Formula unary(String name, UnaryOperator<Expr> body) {
    return of(name, 1, 0, body.apply(Expr.arg(0)));
  }

  /** A formula of two inputs. */
  public static Formula binary(String name, BinaryOperator<Expr> body) {
    return of(name, 2, 0, body.apply(Expr.arg(0), Expr.arg(1)));
  }

  /** A formula of one input and one runtime scalar. */
  public static Formula withScalar(String name, BinaryOperator<Expr> body) {
    return of(name, 1, 1, body.apply(Expr.arg(0), Expr.scalar(0)));
  }

  /** The operation's name in errors. */
  public String name() {
    return name;
  }

  /** The number of inputs. */
  public int inputs() {
    return inputs;
  }

  /** The number of runtime scalars. */
  public int scalars() {
    return scalars;
  }

  /** The tree. */
  public Expr body() {
    return body;
  }

  /** Whether the value is a truth value. */
  public boolean isMask() {
    return body.isMask();
  }

  /** Whether the computation needs a floating dtype whatever the inputs are. */
  public boolean isFloating() {
    return floating;
  }

  /** Whether the computation is defined on integers and truth values only. */
  public boolean isIntegral() {
    return integral;
  }

  /**
   * The kernel of this formula that computes in {@code compute} and stores {@code out}.
   *
   * @param compute I32, I64, F32 or F64
   */
  public Kernel kernel(DType compute, DType out) {
    int slot = compute.ordinal() * DTYPES + out.ordinal();
    Kernel kernel = kernels.get(slot);
    if (kernel == null) {
      Expr stored = out == DType.BOOL ? body.asMask() : body.asNumber();
      kernel = Kernel.of(stored, compute, inputs, scalars);
      kernels.set(slot, kernel);
    }
    return kernel;
  }

  /**
   * Runtime scalars in the form a {@link Kernel} takes them.
   *
   * @param compute the kernel's dtype of arithmetic
   */
  public long[] bits(DType compute, List<Number> values) {
    long[] bits = new long[values.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] =
          compute.isFloating() && !keys.contains(i)
              ? Double.doubleToRawLongBits(values.get(i).doubleValue())
              : values.get(i).longValue();
    }
    return bits;
  }

  /** The derivative with respect to input {@code i}; empty where it is zero everywhere. */
  public Optional<Gradient> gradient(int i) {
    return cached(gradients, i, true);
  }

  /** The same, never reading the formula's output: for when that was not stored. */
  public Optional<Gradient> gradientFromInputs(int i) {
    return cached(inputGradients, i, false);
  }

  private Optional<Gradient> cached(
      AtomicReferenceArray<@Nullable Optional<Gradient>> cache, int i, boolean viaOutput) {
    Optional<Gradient> gradient = cache.get(i);
    if (gradient == null) {
      gradient = Gradient.derive(this, i, viaOutput);
      cache.set(i, gradient);
    }
    return gradient;
  }

  /**
   * The derivative of a formula with respect to one input, times the upstream gradient, as a
   * formula of its own.
   *
   * @param formula reads the tensors that {@code sources} lists, in that order, and the original's
   *     scalars
   * @param sources for each input of {@code formula}: the index of an input of the original, {@code
   *     n} for the upstream gradient, or {@code n + 1} for the original's output
   */
  public record Gradient(Formula formula, List<Integer> sources) {
    private static Optional<Gradient> derive(Formula f, int input, boolean viaOutput) {
      return Derivatives.of(f.body, f.inputs, input)
          .map(expr -> compact(f, viaOutput ? viaOutput(f, expr) : expr));
    }

    /** Reads the output in place of recomputing it, unless that reads more tensors. */
    private static Expr viaOutput(Formula f, Expr derivative) {
      Expr viaOutput = Trees.replace(derivative, f.body, Expr.arg(f.inputs + 1));
      boolean cheaper =
          Trees.args(viaOutput).size() <= Trees.args(derivative).size() && !f.body.isMask();
      return cheaper ? viaOutput : derivative;
    }

    /** Numbers the tensors that are read from 0. */
    private static Gradient compact(Formula f, Expr derivative) {
      List<Integer> sources = List.copyOf(Trees.args(derivative));
      Expr renumbered = Trees.renumber(derivative, sources);
      Formula formula = derived(f.name + "Backward", sources.size(), f.scalars, renumbered);
      return new Gradient(formula, sources);
    }
  }

  @Override
  public String toString() {
    return name + ": " + body;
  }
}
