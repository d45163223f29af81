package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.Arrays;
import java.util.List;

/**
 * The negative logarithm of the probability of all paths that spell a target, by the forward
 * variables of Graves et al., "Connectionist temporal classification" (ICML 2006), section 4.1, in
 * logarithms: the target with blanks around each label has 2 S + 1 states, and a step leads from a
 * state to itself, to the next, or over a blank between two different labels.
 */
final class CtcLoss {
  private static final String NAME = "ctcLoss";

  /** The logarithm of 0: finite, so that differences of two of them are numbers. */
  private static final double NEVER = -1e30;

  /** What is less than this half came from {@link #NEVER}. */
  private static final double IMPOSSIBLE = 0.5e30;

  /**
   * Inputs the logarithms for a state, the one before and the one before that, whether that may be
   * left over, the state's own logarithm at this step, and whether the sample still goes on.
   */
  private static final Formula STEP = Formula.of(NAME, 6, 0, step());

  /** Inputs the logarithms for the last two states, and whether the second is there. */
  private static final Formula END = Formula.of(NAME, 3, 0, end());

  private CtcLoss() {}

  private static Expr step() {
    Expr over = Expr.arg(3).asMask().where(Expr.arg(2), Expr.constant(NEVER));
    Expr most = Expr.arg(0).maximum(Expr.arg(1)).maximum(over);
    Expr sum =
        Expr.arg(0).sub(most).exp().add(Expr.arg(1).sub(most).exp()).add(over.sub(most).exp());
    return Expr.arg(5).asMask().where(most.add(sum.log()).add(Expr.arg(4)), Expr.arg(0));
  }

  private static Expr end() {
    Expr other = Expr.arg(2).asMask().where(Expr.arg(1), Expr.constant(NEVER));
    Expr most = Expr.arg(0).maximum(other);
    Expr sum = Expr.arg(0).sub(most).exp().add(other.sub(most).exp());
    return most.add(sum.log()).neg();
  }

  static Tensor run(
      Tensor input, Tensor targets, long[] inputLengths, long[] targetLengths, CtcOptions options) {
    Tensor logProbabilities = Casting.wide(input);
    CtcTargets labels =
        CtcTargets.check(NAME, logProbabilities, targets, inputLengths, targetLengths, options);
    boolean single = logProbabilities.rank() == 2;
    Tensor batch = single ? logProbabilities.unsqueeze(1) : logProbabilities;
    Tensor losses = losses(Halves.widened(batch), labels, inputLengths);
    Tensor impossible = losses.detach().gt(IMPOSSIBLE);
    Tensor finite =
        losses.maskedFill(impossible, options.zeroInfinity() ? 0 : Double.POSITIVE_INFINITY);
    return reduced(finite, labels, single, options).to(logProbabilities.dtype());
  }

  private static Tensor reduced(
      Tensor losses, CtcTargets labels, boolean single, CtcOptions options) {
    return switch (options.reduction()) {
      case NONE -> single ? losses.squeeze(0) : losses;
      case SUM -> losses.sum();
      case MEAN -> losses.div(labels.divisors().to(losses.dtype())).mean();
    };
  }

  /** One loss for each sample; impossible targets have very large ones. */
  private static Tensor losses(Tensor logs, CtcTargets labels, long[] inputLengths) {
    long steps = logs.dim(0);
    long samples = logs.dim(1);
    long states = labels.states().dim(1);
    Tensor index = labels.states().unsqueeze(0).expand(steps, samples, states);
    List<Tensor> emissions = logs.clampMin(NEVER).gather(2, index).unbind(0);
    Tensor alpha = first(emissions.getFirst(), labels);
    long longest = Arrays.stream(inputLengths).max().orElse(0);
    for (int t = 1; t < longest; t++) {
      Tensor padded = alpha.pad(new long[] {2, 0}, NEVER);
      alpha =
          alpha.apply(
              STEP,
              List.of(
                  padded.narrow(1, 1, states),
                  padded.narrow(1, 0, states),
                  labels.over(),
                  emissions.get(t),
                  labels.running(inputLengths, t)));
    }
    Tensor last = alpha.gather(1, labels.last());
    Tensor before = alpha.gather(1, labels.beforeLast());
    return last.apply(END, List.of(before, labels.notEmpty())).squeeze(1);
  }

  /** A path begins with the first blank or the first label. */
  private static Tensor first(Tensor emissions, CtcTargets labels) {
    return labels
        .begin()
        .where(
            emissions, Tensor.full(Shape.scalar(), NEVER, emissions.dtype(), emissions.device()));
  }
}
