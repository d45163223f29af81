package dev.narae.conformance;

import dev.narae.ClassLossOptions;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Losses of classes. */
final class ClassLossCases {
  private ClassLossCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (boolean scores : new boolean[] {false, true}) {
      String name = scores ? "crossEntropy" : "nllLoss";
      cases.add(refusing(name, scores, labelled(name, scores, ClassLossOptions.DEFAULT)));
      for (Reduction reduction : Reduction.values()) {
        cases.add(
            labelled(
                name + "(" + reduction + ")",
                scores,
                ClassLossOptions.DEFAULT.reduction(reduction)));
        cases.add(weighted(name, scores, reduction));
      }
      cases.add(labelled(name + "(ignoreIndex)", scores, ClassLossOptions.DEFAULT.ignoreIndex(1)));
    }
    cases.add(
        labelled(
            "crossEntropy(labelSmoothing)",
            true,
            ClassLossOptions.DEFAULT.labelSmoothing(0.1).ignoreIndex(1)));
    cases.add(probabilities());
    cases.add(multiMargin(1));
    cases.add(multiMargin(2));
    return cases;
  }

  private static Tensor call(Tensor x, Tensor target, ClassLossOptions options, boolean scores) {
    return scores ? x.crossEntropy(target, options) : x.nllLoss(target, options);
  }

  /** Scores of a vector, rows and images of classes. */
  private static OpCase labelled(String name, boolean scores, ClassLossOptions options) {
    return OpCase.of(
            name,
            in -> call(in.get(0), in.get(1), options, scores),
            in -> expected(in.get(0), in.get(1), null, options, scores))
        .sample(Input.real(-3, 3, 4, 5), Input.label(5, 4))
        .sample(Input.real(-3, 3, 1, 2), Input.label(1, 1))
        .sample(Input.real(-3, 3, 3), Input.label(1))
        .sample(Input.real(-3, 3, 2, 3, 2, 2), Input.label(3, 2, 2, 2))
        .sample(Input.real(-3, 3, 0, 3), Input.label(3, 0))
        .sample(Input.real(-3, 3, 33, 10), Input.label(10, 33))
        .sample(Input.real(-3, 3, 3, 67), Input.label(67, 3));
  }

  private static OpCase weighted(String name, boolean scores, Reduction reduction) {
    ClassLossOptions options =
        ClassLossOptions.DEFAULT
            .reduction(reduction)
            .ignoreIndex(2)
            .labelSmoothing(scores ? 0.2 : 0);
    return OpCase.of(
            name + "(weight, " + reduction + ")",
            in -> call(in.get(0), in.get(1), options.weight(in.get(2)), scores),
            in -> expected(in.get(0), in.get(1), in.get(2), options, scores))
        .sample(Input.real(-3, 3, 4, 5), Input.label(5, 4), Input.real(0.5, 2, 5))
        .sample(Input.real(-3, 3, 2, 3, 2), Input.label(2, 2, 2), Input.real(0.5, 2, 3));
  }

  /** The definition, position by position. */
  private static Values expected(
      Values x, Values labels, @Nullable Values weight, ClassLossOptions options, boolean scores) {
    int axis = x.shape().rank() == 1 ? 0 : 1;
    long classes = x.dim(axis);
    double[] total = new double[1];
    Values losses =
        Values.generate(
            labels.shape(),
            at -> {
              long label = (long) labels.at(at);
              if (label == options.ignoreIndex()) {
                return 0;
              }
              double w = weight == null ? 1 : weight.at(label);
              total[0] += w;
              double even = 0;
              for (long c = 0; c < classes; c++) {
                even -= (weight == null ? 1 : weight.at(c)) * log(x, axis, at, c, scores);
              }
              double share = options.labelSmoothing();
              return -(1 - share) * w * log(x, axis, at, label, scores) + share / classes * even;
            });
    return options.reduction() == Reduction.MEAN
        ? Values.scalar(Along.sum(losses.data()) / total[0])
        : LossCases.reduce(losses, options.reduction());
  }

  private static double log(Values x, int axis, long[] at, long label, boolean scores) {
    long[] index = new long[at.length + 1];
    System.arraycopy(at, 0, index, 0, axis);
    System.arraycopy(at, axis, index, axis + 1, at.length - axis);
    index[axis] = label;
    return x.at(index) - (scores ? Along.logSumExp(Along.line(x, index, axis)) : 0);
  }

  private static OpCase probabilities() {
    ClassLossOptions options = ClassLossOptions.DEFAULT.labelSmoothing(0.2);
    return OpCase.of(
            "crossEntropy(probabilities)",
            in -> in.get(0).crossEntropy(in.get(1), options.weight(in.get(2))),
            in -> {
              Values x = in.get(0);
              double sum = 0;
              for (long row = 0; row < x.dim(0); row++) {
                for (long c = 0; c < x.dim(1); c++) {
                  double share = 0.8 * in.get(1).at(row, c) + 0.2 / x.dim(1);
                  sum -= share * in.get(2).at(c) * log(x, 1, new long[] {row}, c, true);
                }
              }
              return Values.scalar(sum / x.dim(0));
            })
        .sample(Input.real(-3, 3, 3, 4), Input.real(0, 1, 3, 4), Input.real(0.5, 2, 4))
        .refuses(
            ErrorCase.of(
                "a label to ignore",
                IllegalArgumentException.class,
                () ->
                    Tensor.ones(2, 3)
                        .crossEntropy(Tensor.ones(2, 3), ClassLossOptions.DEFAULT.ignoreIndex(1)),
                "crossEntropy",
                "ignoreIndex 1"))
        .refuses(
            ErrorCase.of(
                "a share above 1",
                IllegalArgumentException.class,
                () ->
                    Tensor.ones(2, 3)
                        .crossEntropy(
                            Tensor.ones(2, 3), ClassLossOptions.DEFAULT.labelSmoothing(1.5)),
                "label smoothing is 1.5"));
  }

  private static OpCase multiMargin(int p) {
    return OpCase.of(
            "multiMarginLoss" + (p == 1 ? "" : "(2)"),
            in ->
                p == 1
                    ? in.get(0).multiMarginLoss(in.get(1))
                    : in.get(0).multiMarginLoss(in.get(1), p, 0.75, Reduction.MEAN),
            in -> {
              Values x = in.get(0);
              double sum = 0;
              for (long row = 0; row < x.dim(0); row++) {
                long label = (long) in.get(1).at(row);
                for (long c = 0; c < x.dim(1); c++) {
                  double margin = (p == 1 ? 1 : 0.75) - x.at(row, label) + x.at(row, c);
                  sum += c == label ? 0 : Math.pow(Math.max(0, margin), p);
                }
              }
              return Values.scalar(sum / x.data().length);
            })
        .within(1e-5, 1e-12)
        .sample(Input.real(-3, 3, 4, 5), Input.label(5, 4))
        .sample(Input.real(-3, 3, 33, 10), Input.label(10, 33))
        .refuses(
            ErrorCase.of(
                "another power",
                IllegalArgumentException.class,
                () ->
                    Tensor.ones(1, 3)
                        .multiMarginLoss(Tensor.of(new long[] {0}), 3, 1, Reduction.MEAN),
                "multiMarginLoss",
                "p is 3"))
        .refuses(
            ErrorCase.of(
                "no matrix",
                ShapeException.class,
                () -> Tensor.ones(3).multiMarginLoss(Tensor.of(new long[] {0})),
                "multiMarginLoss",
                "[3]",
                "(N, classes)"));
  }

  private static OpCase refusing(String name, boolean scores, OpCase op) {
    UnaryOperator<Tensor> onTwoRows =
        labels -> op.subject().apply(List.of(Tensor.zeros(2, 3), labels));
    OpCase result =
        op.refuses(
                ErrorCase.of(
                    "a label outside the classes",
                    IndexOutOfBoundsException.class,
                    () -> onTwoRows.apply(Tensor.of(new long[] {0, 3})),
                    name,
                    "label 3",
                    "[2, 3]",
                    "use 0 to 2"))
            .refuses(
                ErrorCase.of(
                    "a negative label",
                    IndexOutOfBoundsException.class,
                    () -> onTwoRows.apply(Tensor.of(new long[] {-1, -100})),
                    name,
                    "label -1",
                    "ignoreIndex"))
            .refuses(
                ErrorCase.of(
                    "labels that are not I64",
                    DTypeException.class,
                    () -> onTwoRows.apply(Tensor.zeros(Shape.of(2), DType.F32)),
                    name,
                    "f32",
                    "i64"))
            .refuses(
                ErrorCase.of(
                    "another number of labels",
                    ShapeException.class,
                    () -> onTwoRows.apply(Tensor.of(new long[] {0, 1, 2})),
                    name,
                    "[2, 3]",
                    "[3]"))
            .refuses(
                ErrorCase.of(
                    "a number alone",
                    ShapeException.class,
                    () -> op.subject().apply(List.of(Tensor.scalar(1), Tensor.zeros(1))),
                    name,
                    "[]",
                    "(N, classes)"))
            .refuses(
                ErrorCase.of(
                    "a weight of another size",
                    ShapeException.class,
                    () ->
                        call(
                            Tensor.zeros(2, 3),
                            Tensor.of(new long[] {0, 1}),
                            ClassLossOptions.DEFAULT.weight(Tensor.ones(2)),
                            scores),
                    name,
                    "[2]",
                    "[3]"));
    return scores
        ? result
        : result.refuses(
            ErrorCase.of(
                "smoothed labels",
                IllegalArgumentException.class,
                () ->
                    Tensor.zeros(2, 3)
                        .nllLoss(
                            Tensor.of(new long[] {0, 1}),
                            ClassLossOptions.DEFAULT.labelSmoothing(0.1)),
                "nllLoss",
                "use crossEntropy"));
  }
}
