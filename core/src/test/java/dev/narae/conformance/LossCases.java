package dev.narae.conformance;

import dev.narae.BinaryLossOptions;
import dev.narae.DTypeException;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/** Losses of single elements. */
final class LossCases {
  private static final double[] ANY = {-3, 3};
  private static final double[] POSITIVE = {0.5, 4};
  private static final double[] SHARE = {0, 1};

  private LossCases() {}

  /** A loss of an input and a target. */
  private interface Loss {
    Tensor apply(Tensor x, Tensor target, Reduction reduction);
  }

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(
        each("mseLoss", Tensor::mseLoss, Tensor::mseLoss, (x, t) -> (x - t) * (x - t), ANY, ANY));
    cases.addAll(
        each("l1Loss", Tensor::l1Loss, Tensor::l1Loss, (x, t) -> Math.abs(x - t), ANY, ANY));
    cases.addAll(
        each(
            "huberLoss",
            Tensor::huberLoss,
            (x, t, r) -> x.huberLoss(t, 1, r),
            (x, t) -> huber(x - t, 1),
            ANY,
            ANY));
    cases.addAll(
        each(
            "smoothL1Loss",
            Tensor::smoothL1Loss,
            (x, t, r) -> x.smoothL1Loss(t, 1, r),
            (x, t) -> huber(x - t, 1),
            ANY,
            ANY));
    cases.addAll(divergences());
    cases.addAll(binary());
    cases.addAll(likelihoods());
    cases.addAll(parameters());
    return cases;
  }

  private static List<OpCase> divergences() {
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(
        each(
            "klDiv", Tensor::klDiv, Tensor::klDiv, (x, t) -> t * (Math.log(t) - x), ANY, POSITIVE));
    cases.add(
        reduced(
            "klDivOfLogs",
            Tensor::klDivOfLogs,
            (x, t) -> Math.exp(t) * (t - x),
            Reduction.SUM,
            ANY,
            ANY));
    return cases;
  }

  private static List<OpCase> binary() {
    DoubleBinaryOperator entropy = (x, t) -> -t * Math.log(x) - (1 - t) * Math.log(1 - x);
    DoubleBinaryOperator ofLogits = (x, t) -> (1 - t) * x + References.softplus(-x);
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(
        each(
            "binaryCrossEntropy",
            Tensor::binaryCrossEntropy,
            Tensor::binaryCrossEntropy,
            entropy,
            SHARE,
            SHARE));
    cases.addAll(
        each(
            "binaryCrossEntropyWithLogits",
            Tensor::binaryCrossEntropyWithLogits,
            Tensor::binaryCrossEntropyWithLogits,
            ofLogits,
            ANY,
            SHARE));
    cases.add(weighted("binaryCrossEntropy(weight)", false, entropy));
    cases.add(weighted("binaryCrossEntropyWithLogits(weight)", true, ofLogits));
    cases.add(positive());
    return cases;
  }

  private static OpCase weighted(String name, boolean logits, DoubleBinaryOperator loss) {
    return OpCase.of(
            name,
            in -> {
              BinaryLossOptions options = BinaryLossOptions.DEFAULT.weight(in.get(2));
              return logits
                  ? in.get(0).binaryCrossEntropyWithLogits(in.get(1), options)
                  : in.get(0).binaryCrossEntropy(in.get(1), options);
            },
            in ->
                mean(
                    ElementwiseCase.combine(
                        ElementwiseCase.combine(in.get(0), in.get(1), loss),
                        in.get(2),
                        (l, w) -> l * w)))
        .sample(Input.real(0, 1, 3, 4), Input.real(0, 1, 3, 4), Input.real(0, 2, 4))
        .refuses(
            ErrorCase.of(
                "a weight that is too large",
                ShapeException.class,
                () -> {
                  Tensor half = Tensor.zeros(3).add(0.5);
                  BinaryLossOptions options = BinaryLossOptions.DEFAULT.weight(Tensor.ones(2, 3));
                  return logits
                      ? half.binaryCrossEntropyWithLogits(half, options)
                      : half.binaryCrossEntropy(half, options);
                },
                name.substring(0, name.indexOf('(')),
                "weight [2, 3]",
                "[3]"));
  }

  private static OpCase positive() {
    return OpCase.of(
            "binaryCrossEntropyWithLogits(posWeight)",
            in ->
                in.get(0)
                    .binaryCrossEntropyWithLogits(
                        in.get(1),
                        BinaryLossOptions.DEFAULT.posWeight(in.get(2)).reduction(Reduction.SUM)),
            in -> {
              Values x = in.get(0);
              Values losses =
                  Values.generate(
                      x.shape(),
                      i -> {
                        double t = in.get(1).at(i);
                        double weight = 1 + (in.get(2).at(i[1]) - 1) * t;
                        return (1 - t) * x.at(i) + weight * References.softplus(-x.at(i));
                      });
              return Values.scalar(Along.sum(losses.data()));
            })
        .sample(Input.real(-3, 3, 3, 4), Input.real(0, 1, 3, 4), Input.real(0, 2, 4))
        .refuses(
            ErrorCase.of(
                "probabilities",
                IllegalArgumentException.class,
                () ->
                    Tensor.ones(2)
                        .binaryCrossEntropy(
                            Tensor.ones(2), BinaryLossOptions.DEFAULT.posWeight(Tensor.ones(2))),
                "binaryCrossEntropy",
                "use binaryCrossEntropyWithLogits"))
        .refuses(
            ErrorCase.of(
                "a probability outside [0, 1]",
                IllegalArgumentException.class,
                () -> Tensor.of(new float[] {0.5f, 1.5f, -1}).binaryCrossEntropy(Tensor.ones(3)),
                "binaryCrossEntropy: 2 elements",
                "[3]",
                "outside [0, 1]",
                "sigmoid"));
  }

  private static List<OpCase> likelihoods() {
    List<OpCase> cases = new ArrayList<>();
    cases.add(
        reduced(
            "poissonNllLoss",
            (x, t, r) -> x.poissonNllLoss(t),
            (x, t) -> Math.exp(x) - t * x,
            Reduction.MEAN,
            ANY,
            POSITIVE));
    cases.add(
        reduced(
            "poissonNllLoss(full)",
            (x, t, r) -> x.poissonNllLoss(t, true, r),
            (x, t) ->
                Math.exp(x)
                    - t * x
                    + (t > 1 ? t * Math.log(t) - t + 0.5 * Math.log(2 * Math.PI * t) : 0),
            Reduction.NONE,
            ANY,
            POSITIVE));
    cases.add(
        reduced(
            "poissonNllLossOfMean",
            (x, t, r) -> x.poissonNllLossOfMean(t, 1e-8, r),
            (x, t) -> x - t * Math.log(x + 1e-8),
            Reduction.SUM,
            POSITIVE,
            POSITIVE));
    cases.add(gaussian());
    return cases;
  }

  private static OpCase gaussian() {
    return OpCase.of(
            "gaussianNllLoss",
            in -> in.get(0).gaussianNllLoss(in.get(1), in.get(2)),
            in -> {
              Values v = in.get(2).broadcastTo(in.get(0).shape());
              Values d = ElementwiseCase.combine(in.get(0), in.get(1), (x, t) -> x - t);
              return mean(ElementwiseCase.combine(d, v, (e, s) -> 0.5 * (Math.log(s) + e * e / s)));
            })
        .within(1e-5, 1e-12)
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 3, 4), Input.real(0.5, 2, 3, 1))
        .sample(Input.real(-3, 3, 5), Input.real(-3, 3, 5), Input.real(0.5, 2, 5));
  }

  private static List<OpCase> parameters() {
    return List.of(
        reduced(
                "huberLoss(delta)",
                (x, t, r) -> x.huberLoss(t, 0.6, r),
                (x, t) -> huber(x - t, 0.6),
                Reduction.SUM,
                new double[] {1, 3},
                new double[] {-3, -1})
            .refuses(
                refused(
                    "huberLoss",
                    () -> Tensor.ones(2).huberLoss(Tensor.ones(2), 0, Reduction.MEAN),
                    "delta is 0.0")),
        reduced(
                "smoothL1Loss(beta)",
                (x, t, r) -> x.smoothL1Loss(t, 10, r),
                (x, t) -> huber(x - t, 10) / 10,
                Reduction.SUM,
                ANY,
                ANY)
            .refuses(
                refused(
                    "smoothL1Loss",
                    () -> Tensor.ones(2).smoothL1Loss(Tensor.ones(2), -1, Reduction.MEAN),
                    "beta is -1.0")),
        reduced(
            "smoothL1Loss(beta 0)",
            (x, t, r) -> x.smoothL1Loss(t, 0, r),
            (x, t) -> Math.abs(x - t),
            Reduction.MEAN,
            ANY,
            ANY));
  }

  private static ErrorCase refused(
      String op, java.util.function.Supplier<Tensor> call, String what) {
    return ErrorCase.of("a parameter", IllegalArgumentException.class, call, op, what);
  }

  private static double huber(double d, double limit) {
    double a = Math.abs(d);
    return a < limit ? d * d / 2 : limit * (a - limit / 2);
  }

  private static Values mean(Values losses) {
    return Values.scalar(Along.sum(losses.data()) / losses.data().length);
  }

  /** The three reductions, and the mean by its short form. */
  private static List<OpCase> each(
      String name,
      BinaryOperator<Tensor> mean,
      Loss loss,
      DoubleBinaryOperator reference,
      double[] x,
      double[] t) {
    List<OpCase> cases = new ArrayList<>();
    cases.add(
        reduced(name, (in, target, _) -> mean.apply(in, target), reference, Reduction.MEAN, x, t)
            .refuses(
                ErrorCase.of(
                    "shapes that differ",
                    ShapeException.class,
                    () -> mean.apply(Tensor.ones(2, 3), Tensor.ones(3)),
                    name,
                    "[2, 3]",
                    "[3]",
                    "reshape"))
            .refuses(
                ErrorCase.of(
                    "whole numbers",
                    DTypeException.class,
                    () -> mean.apply(Tensor.of(new int[] {1, 2}), Tensor.ones(2)),
                    name,
                    "i32",
                    "floating")));
    for (Reduction reduction : Reduction.values()) {
      cases.add(reduced(name + "(" + reduction + ")", loss, reference, reduction, x, t));
    }
    return cases;
  }

  private static OpCase reduced(
      String name,
      Loss loss,
      DoubleBinaryOperator reference,
      Reduction reduction,
      double[] x,
      double[] t) {
    OpCase result =
        OpCase.of(
                name,
                in -> loss.apply(in.get(0), in.get(1), reduction),
                in -> reduce(ElementwiseCase.combine(in.get(0), in.get(1), reference), reduction))
            .within(1e-5, 1e-12);
    for (long[] shape : new long[][] {{3, 4}, {}, {0, 2}, {1}, {9, 33}}) {
      result =
          result.sample(
              new Input(Shape.of(shape), x[0], x[1], Input.Kind.REAL),
              new Input(Shape.of(shape), t[0], t[1], Input.Kind.REAL));
    }
    return result;
  }

  static Values reduce(Values losses, Reduction reduction) {
    return switch (reduction) {
      case MEAN -> mean(losses);
      case SUM -> Values.scalar(Along.sum(losses.data()));
      case NONE -> losses;
    };
  }
}
