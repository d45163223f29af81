package dev.narae.expr;

import dev.narae.DType;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A tree together with the dtype it is computed in; interned, so that a backend finds its compiled
 * form by identity.
 *
 * <p>Every input is converted to {@code compute} when read. A mask at the root is stored as BOOL; a
 * number is converted to the output's dtype. Runtime scalars are 64-bit patterns: the value itself
 * for integer {@code compute}, {@link Double#doubleToRawLongBits} for floating, and the raw key for
 * {@link Expr.Uniform}.
 */
public final class Kernel {
  private static final ConcurrentHashMap<Key, Kernel> TABLE = new ConcurrentHashMap<>();

  /** Programs that make trees without end must not fill the memory with kernels. */
  private static final int TABLE_LIMIT = 10_000;

  private final Expr body;
  private final DType compute;
  private final int inputs;
  private final int scalars;

  private record Key(Expr body, DType compute, int inputs, int scalars) {}

  private Kernel(Key key) {
    this.body = key.body;
    this.compute = key.compute;
    this.inputs = key.inputs;
    this.scalars = key.scalars;
  }

  static Kernel of(Expr body, DType compute, int inputs, int scalars) {
    if (TABLE.size() > TABLE_LIMIT) {
      TABLE.clear();
    }
    return TABLE.computeIfAbsent(new Key(body, compute, inputs, scalars), Kernel::new);
  }

  /** The tree; a mask exactly when the output is BOOL. */
  public Expr body() {
    return body;
  }

  /** The dtype of the arithmetic: I32, I64, F32 or F64. */
  public DType compute() {
    return compute;
  }

  /** The number of input views. */
  public int inputs() {
    return inputs;
  }

  /** The number of runtime scalars. */
  public int scalars() {
    return scalars;
  }

  @Override
  public String toString() {
    return compute + " " + body;
  }
}
