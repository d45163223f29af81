package dev.narae.expr;

import static dev.narae.expr.ScalarOp.AND;
import static dev.narae.expr.ScalarOp.COS;
import static dev.narae.expr.ScalarOp.EQ;
import static dev.narae.expr.ScalarOp.EXP;
import static dev.narae.expr.ScalarOp.LE;
import static dev.narae.expr.ScalarOp.LOG;
import static dev.narae.expr.ScalarOp.LT;
import static dev.narae.expr.ScalarOp.NEG;
import static dev.narae.expr.ScalarOp.POW;
import static dev.narae.expr.ScalarOp.SELECT;
import static dev.narae.expr.ScalarOp.SIN;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Symbolic differentiation in reverse: walks a tree from the root and adds up, for every node, the
 * derivative of the root with respect to it. At kinks and ties the values are PyTorch's.
 */
final class Derivatives {
  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);

  private final Map<Expr, Expr> adjoints = new HashMap<>();

  private Derivatives() {}

  /**
   * The derivative of {@code root} with respect to input {@code input} times the upstream gradient,
   * which is read as input {@code inputs}; empty if it is zero everywhere.
   */
  static Optional<Expr> of(Expr root, int inputs, int input) {
    if (root.isMask() || !Trees.args(root).contains(input)) {
      return Optional.empty();
    }
    List<Expr> order = Trees.topological(root);
    Derivatives walk = new Derivatives();
    Expr result = null;
    walk.adjoints.put(root, Expr.arg(inputs));
    for (int i = order.size() - 1; i >= 0; i--) {
      Expr node = order.get(i);
      Expr adjoint = walk.adjoints.get(node);
      if (adjoint == null) {
        continue;
      }
      if (node instanceof Expr.Apply apply) {
        walk.descend(apply, adjoint);
      } else if (node.equals(Expr.arg(input))) {
        result = adjoint;
      }
    }
    return Optional.ofNullable(result);
  }

  private void accumulate(Expr node, Expr adjoint) {
    if (node instanceof Expr.Apply || node instanceof Expr.Arg) {
      adjoints.merge(node, adjoint, Derivatives::plus);
    }
  }

  private void descend(Expr.Apply y, Expr g) {
    Expr a = y.args().get(0);
    Expr b = y.args().size() > 1 ? y.args().get(1) : ZERO;
    switch (y.op()) {
      case NEG -> accumulate(a, Expr.apply(NEG, g));
      case ABS -> accumulate(a, times(g, sign(a)));
      case SQRT -> accumulate(a, over(g, times(Expr.constant(2), y)));
      case EXP -> accumulate(a, times(g, y));
      // Not y + 1, which loses the digits of what is small.
      case EXPM1 -> accumulate(a, times(g, Expr.apply(EXP, a)));
      case LOG -> accumulate(a, over(g, a));
      case LOG1P -> accumulate(a, over(g, plus(a, ONE)));
      case SIN -> accumulate(a, times(g, Expr.apply(COS, a)));
      case COS -> accumulate(a, Expr.apply(NEG, times(g, Expr.apply(SIN, a))));
      case TANH -> accumulate(a, times(g, minus(ONE, times(y, y))));
      case SIGMOID -> accumulate(a, times(times(g, y), minus(ONE, y)));
      case ERF -> accumulate(a, times(g, gaussian(a)));
      case ADD -> both(a, g, b, g);
      case SUB -> both(a, g, b, Expr.apply(NEG, g));
      case MUL -> both(a, times(g, b), b, times(g, a));
      case DIV -> both(a, over(g, b), b, Expr.apply(NEG, over(times(g, y), b)));
      case REM -> both(a, g, b, Expr.apply(NEG, times(g, truncated(a, b, y))));
      case POW -> power(y, a, b, g);
      case MAX ->
          both(a, share(g, a, b, Expr.apply(LT, a, b)), b, share(g, a, b, Expr.apply(LT, b, a)));
      case MIN ->
          both(a, share(g, a, b, Expr.apply(LT, b, a)), b, share(g, a, b, Expr.apply(LT, a, b)));
      case ATAN2 -> angle(a, b, g);
      case SELECT -> {
        Expr condition = isPositivePart(y) ? Expr.apply(LE, y, ZERO) : a;
        accumulate(b, Expr.apply(SELECT, condition, g, ZERO));
        accumulate(y.args().get(2), Expr.apply(SELECT, condition, ZERO, g));
      }
      case FLOOR, ROUND, LT, LE, EQ, AND, OR, NOT -> {
        // Constant almost everywhere, or a mask: nothing flows.
      }
      case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT, QUOTIENT -> {
        // Integers have no gradient.
      }
    }
  }

  private void both(Expr a, Expr da, Expr b, Expr db) {
    accumulate(a, da);
    accumulate(b, db);
  }

  /** Whether y is 0 where c is at most 0, else c: y tells as well where that is. */
  private static boolean isPositivePart(Expr.Apply y) {
    Expr c = y.args().get(2);
    return y.args().get(1).equals(ZERO) && y.args().get(0).equals(Expr.apply(LE, c, ZERO));
  }

  /** d(a^b): b a^(b-1) and a^b log a, each 0 where PyTorch defines it so. */
  private void power(Expr y, Expr a, Expr b, Expr g) {
    Expr base = times(times(g, b), Expr.apply(POW, a, minus(b, ONE)));
    accumulate(a, Expr.apply(SELECT, Expr.apply(EQ, b, ZERO), ZERO, base));
    Expr flat = Expr.apply(AND, Expr.apply(EQ, a, ZERO), Expr.apply(LE, ZERO, b));
    accumulate(b, Expr.apply(SELECT, flat, ZERO, times(times(g, y), Expr.apply(LOG, a))));
  }

  /** 0 at the origin, which has no angle. */
  private void angle(Expr a, Expr b, Expr g) {
    Expr square = plus(times(a, a), times(b, b));
    Expr scaled = Expr.apply(SELECT, Expr.apply(EQ, square, ZERO), ZERO, over(g, square));
    both(a, times(scaled, b), b, Expr.apply(NEG, times(scaled, a)));
  }

  /** What flows to one side of a maximum or minimum: nothing if it lost, half at a tie. */
  private static Expr share(Expr g, Expr a, Expr b, Expr lost) {
    Expr half = times(g, Expr.constant(0.5));
    return Expr.apply(SELECT, lost, ZERO, Expr.apply(SELECT, Expr.apply(EQ, a, b), half, g));
  }

  private static Expr truncated(Expr a, Expr b, Expr remainder) {
    return Expr.apply(ScalarOp.ROUND, over(minus(a, remainder), b));
  }

  private static Expr sign(Expr a) {
    Expr negative = Expr.apply(SELECT, Expr.apply(LT, a, ZERO), Expr.constant(-1), ZERO);
    return Expr.apply(SELECT, Expr.apply(LT, ZERO, a), ONE, negative);
  }

  private static Expr gaussian(Expr a) {
    Expr square = times(a, a);
    return times(Expr.constant(2 / Math.sqrt(Math.PI)), Expr.apply(EXP, Expr.apply(NEG, square)));
  }

  private static Expr plus(Expr a, Expr b) {
    return a.equals(ZERO) ? b : b.equals(ZERO) ? a : Expr.apply(ScalarOp.ADD, a, b);
  }

  private static Expr minus(Expr a, Expr b) {
    return b.equals(ZERO) ? a : Expr.apply(ScalarOp.SUB, a, b);
  }

  private static Expr times(Expr a, Expr b) {
    return a.equals(ONE) ? b : b.equals(ONE) ? a : Expr.apply(ScalarOp.MUL, a, b);
  }

  private static Expr over(Expr a, Expr b) {
    return b.equals(ONE) ? a : Expr.apply(ScalarOp.DIV, a, b);
  }
}
