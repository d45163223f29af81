package dev.narae.conformance;

import dev.narae.CtcOptions;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The loss of sequences of labels without places. */
final class CtcLossCases {
  private CtcLossCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Reduction reduction : Reduction.values()) {
      cases.add(whole("ctcLoss(" + reduction + ")", reduction));
    }
    cases.add(lengths());
    cases.add(refusing());
    return cases;
  }

  /** The blank is the last class, since labels are drawn from those before it. */
  private static CtcOptions options(long classes, Reduction reduction) {
    return CtcOptions.DEFAULT.blank(classes - 1).reduction(reduction);
  }

  private static long[] equal(long count, long length) {
    long[] lengths = new long[(int) count];
    Arrays.fill(lengths, length);
    return lengths;
  }

  private static OpCase whole(String name, Reduction reduction) {
    return OpCase.of(
            name,
            in -> {
              Tensor x = in.get(0);
              Tensor labels = in.get(1);
              long samples = labels.dim(0);
              return x.ctcLoss(
                  labels,
                  equal(samples, x.dim(0)),
                  equal(samples, labels.dim(1)),
                  options(x.dim(-1), reduction));
            },
            in -> {
              Values x = in.get(0);
              Values labels = in.get(1);
              return expected(
                  x,
                  labels,
                  equal(labels.dim(0), x.dim(0)),
                  equal(labels.dim(0), labels.dim(1)),
                  reduction);
            })
        .sample(Input.real(-3, 1, 4, 1, 3), Input.label(2, 1, 2))
        .sample(Input.real(-3, 1, 2, 3, 2), Input.label(1, 3, 0));
  }

  private static OpCase lengths() {
    long[] inputs = {3, 1, 2};
    long[] targets = {2, 1, 0};
    return OpCase.of(
            "ctcLoss(lengths)",
            in -> in.get(0).ctcLoss(in.get(1), inputs, targets, options(2, Reduction.MEAN)),
            in -> expected(in.get(0), in.get(1), inputs, targets, Reduction.MEAN))
        .sample(Input.real(-3, 1, 3, 3, 2), Input.label(1, 3, 2));
  }

  /** The definition: the sum over all paths that spell the target. */
  private static Values expected(
      Values x, Values labels, long[] inputs, long[] targets, Reduction reduction) {
    Values losses =
        Values.generate(
            Shape.of(inputs.length),
            at -> {
              int sample = (int) at[0];
              List<Long> wanted = new ArrayList<>();
              for (long k = 0; k < targets[sample]; k++) {
                wanted.add((long) labels.at(sample, k));
              }
              double sum = paths(x, sample, inputs[sample], new ArrayList<>(), 0, wanted);
              double loss = -Math.log(sum);
              return reduction == Reduction.MEAN ? loss / Math.max(targets[sample], 1) : loss;
            });
    return LossCases.reduce(losses, reduction);
  }

  private static double paths(
      Values x, int sample, long steps, List<Long> path, double log, List<Long> wanted) {
    long classes = x.dim(2);
    if (path.size() == steps) {
      return spelled(path, classes - 1).equals(wanted) ? Math.exp(log) : 0;
    }
    double sum = 0;
    for (long c = 0; c < classes; c++) {
      double next = log + x.at(path.size(), sample, c);
      path.add(c);
      sum += paths(x, sample, steps, path, next, wanted);
      path.removeLast();
    }
    return sum;
  }

  private static List<Long> spelled(List<Long> path, long blank) {
    List<Long> labels = new ArrayList<>();
    for (int t = 0; t < path.size(); t++) {
      boolean repeated = t > 0 && path.get(t).equals(path.get(t - 1));
      if (!repeated && path.get(t) != blank) {
        labels.add(path.get(t));
      }
    }
    return labels;
  }

  private static OpCase refusing() {
    long[] steps = {3, 3};
    long[] one = {1, 1};
    return OpCase.of(
            "ctcLoss",
            in ->
                in.get(0).logSoftmax(-1).ctcLoss(in.get(1).add(1L), new long[] {4}, new long[] {2}),
            in -> {
              Values x = in.get(0);
              Values logs =
                  Values.generate(
                      Shape.of(x.dim(0), 1, x.dim(1)),
                      at -> {
                        long[] index = {at[0], at[2]};
                        return x.at(index) - Along.logSumExp(Along.line(x, index, 1));
                      });
              // The blank comes first here, so classes are turned by one.
              Values turned =
                  Values.generate(logs.shape(), at -> logs.at(at[0], 0, (at[2] + 1) % logs.dim(2)));
              Values rows = Values.generate(Shape.of(1, 2), at -> in.get(1).at(at[1]));
              return expected(turned, rows, new long[] {4}, new long[] {2}, Reduction.MEAN);
            })
        .sample(Input.real(-2, 2, 4, 3), Input.label(2, 2))
        .refuses(
            ErrorCase.of(
                "a vector",
                ShapeException.class,
                () -> Tensor.ones(3).ctcLoss(Tensor.of(new long[] {1}), steps, one),
                "ctcLoss",
                "[3]",
                "(steps, samples, classes)"))
        .refuses(
            ErrorCase.of(
                "lengths of fewer samples",
                ShapeException.class,
                () -> Tensor.ones(3, 2, 4).ctcLoss(ones(2, 1), new long[] {3}, one),
                "ctcLoss: 1 input lengths for 2 samples"))
        .refuses(
            ErrorCase.of(
                "more steps than there are",
                ShapeException.class,
                () -> Tensor.ones(3, 2, 4).ctcLoss(ones(2, 1), new long[] {3, 4}, one),
                "ctcLoss: the input length 4",
                "at most 3"))
        .refuses(
            ErrorCase.of(
                "a label that is the blank",
                IndexOutOfBoundsException.class,
                () -> Tensor.ones(3, 2, 4).ctcLoss(Tensor.of(new long[] {0, 1}, 2, 1), steps, one),
                "ctcLoss: label 0",
                "blank 0"))
        .refuses(
            ErrorCase.of(
                "a blank beyond the classes",
                IndexOutOfBoundsException.class,
                () ->
                    Tensor.ones(3, 2, 4)
                        .ctcLoss(ones(2, 1), steps, one, CtcOptions.DEFAULT.blank(4)),
                "ctcLoss: the blank 4",
                "use 0 to 3"))
        .refuses(
            ErrorCase.of(
                "too few labels",
                ShapeException.class,
                () -> Tensor.ones(3, 2, 4).ctcLoss(ones(3), steps, one),
                "ctcLoss: the target lengths add up to 2, but there are 3 labels"))
        .refuses(
            ErrorCase.of(
                "floating labels",
                DTypeException.class,
                () -> Tensor.ones(3, 2, 4).ctcLoss(Tensor.ones(2, 1), steps, one),
                "ctcLoss",
                "f32"));
  }

  private static Tensor ones(long... sizes) {
    return Tensor.ones(sizes).to(DType.I64);
  }
}
