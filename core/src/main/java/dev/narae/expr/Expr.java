package dev.narae.expr;

import java.util.List;

/**
 * An elementwise computation as a tree, evaluated once for each element of the output.
 *
 * <p>Trees are interned: two equal trees are the same object, so kernels are found by identity.
 * Shared subtrees are computed once. Every node is either a number or a mask (a truth value); the
 * factory methods convert where an operator wants the other kind.
 */
public sealed interface Expr extends Elementwise<Expr> {

  /** The element of input {@code index}; truth values are read as the numbers 0 and 1. */
  record Arg(int index) implements Expr {}

  /** Runtime number {@code index}: what changes from call to call without a new kernel. */
  record Scalar(int index) implements Expr {}

  /** A number fixed in the kernel. */
  record Const(double value) implements Expr {}

  /** The row-major position of the element in the output, from 0. */
  record Index() implements Expr {}

  /**
   * A uniform random number in [0, 1): output word {@code word} (0 to 3) of Philox4x32-10 with the
   * runtime scalar {@code key} as 64-bit key and the element's {@link Index} as counter. A
   * single-precision kernel uses the word's upper 24 bits; a double-precision one joins words
   * {@code word} and {@code word ^ 1} to 53 bits, see {@link Philox}.
   */
  record Uniform(int key, int word) implements Expr {}

  /** An operator applied to subtrees; interned, so equality is identity. */
  final class Apply implements Expr {
    private final ScalarOp op;
    private final List<Expr> args;
    private final int depth;

    Apply(ScalarOp op, List<Expr> args) {
      this.op = op;
      this.args = args;
      this.depth = 1 + args.stream().mapToInt(Expr::depth).max().orElse(0);
    }

    /** The operator. */
    public ScalarOp op() {
      return op;
    }

    /** The operands, in order. */
    public List<Expr> args() {
      return args;
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** The element of input {@code index}. */
  static Expr arg(int index) {
    return new Arg(index);
  }

  /** Runtime number {@code index}. */
  static Expr scalar(int index) {
    return new Scalar(index);
  }

  /** A number fixed in the kernel. */
  static Expr constant(double value) {
    return new Const(value);
  }

  /** The row-major position of the element in the output. */
  static Expr index() {
    return new Index();
  }

  /** Word {@code word} of the random block with key scalar {@code key}, in [0, 1). */
  static Expr uniform(int key, int word) {
    return new Uniform(key, word);
  }

  /** Applies an operator, converting operands between numbers and masks as it needs them. */
  static Expr apply(ScalarOp op, Expr... args) {
    if (args.length != op.arity()) {
      throw new IllegalArgumentException(
          "%s takes %d operands, not %d".formatted(op, op.arity(), args.length));
    }
    Expr[] typed = new Expr[args.length];
    for (int i = 0; i < args.length; i++) {
      typed[i] = op.operandIsMask(i) ? args[i].asMask() : args[i].asNumber();
    }
    return Folding.fold(op, typed).orElseGet(() -> Interner.intern(op, List.of(typed)));
  }

  /** Whether the value is a truth value. */
  default boolean isMask() {
    return this instanceof Apply apply && apply.op().isMask();
  }

  /** This value as a mask: itself, or whether it differs from 0. */
  default Expr asMask() {
    return isMask() ? this : apply(ScalarOp.NOT, apply(ScalarOp.EQ, this, constant(0)));
  }

  /** This value as a number: itself, or 1 where the mask is true and 0 elsewhere. */
  default Expr asNumber() {
    return isMask() ? apply(ScalarOp.SELECT, this, constant(1), constant(0)) : this;
  }

  /** The number of operators on the longest path to a leaf. */
  default int depth() {
    return this instanceof Apply apply ? apply.depth : 0;
  }

  @Override
  default Expr apply(Formula formula, List<Expr> others, Number... scalars) {
    return Substitution.of(formula, this, others, scalars).apply(formula.body());
  }
}
