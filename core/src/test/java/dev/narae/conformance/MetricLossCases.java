package dev.narae.conformance;

import dev.narae.Reduction;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.TripletOptions;
import java.util.List;

/** Losses that compare scores or vectors with each other. */
final class MetricLossCases {
  private MetricLossCases() {}

  static List<OpCase> all() {
    return List.of(
        ranking("marginRankingLoss", 0),
        ranking("marginRankingLoss(margin)", 0.75),
        pair("hingeEmbeddingLoss", 1)
            .refuses(
                ErrorCase.of(
                    "shapes that differ",
                    ShapeException.class,
                    () -> Tensor.ones(2).hingeEmbeddingLoss(Tensor.ones(3)),
                    "hingeEmbeddingLoss",
                    "[2]",
                    "[3]")),
        pair("hingeEmbeddingLoss(margin)", 0.75),
        soft(),
        cosine("cosineEmbeddingLoss", 0),
        cosine("cosineEmbeddingLoss(margin)", 0.25),
        triplet("tripletMarginLoss", TripletOptions.DEFAULT),
        triplet(
            "tripletMarginLoss(swap)",
            TripletOptions.DEFAULT.margin(2.5).swapping().p(1).reduction(Reduction.SUM)));
  }

  private static Input in(long... sizes) {
    return Input.real(-3, 3, sizes);
  }

  /** Targets 1 and -1 out of labels 0 and 1. */
  private static Tensor signs(Tensor labels, Tensor like) {
    return labels.to(like.dtype()).mul(2).sub(1);
  }

  private static double sign(double label) {
    return 2 * label - 1;
  }

  private static Values mean(double... losses) {
    return Values.scalar(Along.sum(losses) / losses.length);
  }

  private static OpCase ranking(String name, double margin) {
    return OpCase.of(
            name,
            in -> {
              Tensor signs = signs(in.get(2), in.get(0));
              return margin == 0
                  ? in.get(0).marginRankingLoss(in.get(1), signs)
                  : in.get(0).marginRankingLoss(in.get(1), signs, margin, Reduction.MEAN);
            },
            in -> {
              Values x = in.get(0);
              return mean(
                  Values.generate(
                          x.shape(),
                          i -> {
                            double difference = x.at(i) - in.get(1).at(i);
                            return Math.max(0, margin - sign(in.get(2).at(i)) * difference);
                          })
                      .data());
            })
        .sample(in(3, 4), in(3, 4), Input.label(2, 3, 4))
        .sample(in(5), in(5), Input.label(2, 5));
  }

  private static OpCase pair(String name, double margin) {
    return OpCase.of(
            name,
            in -> {
              Tensor signs = signs(in.get(1), in.get(0));
              return margin == 1
                  ? in.get(0).hingeEmbeddingLoss(signs)
                  : in.get(0).hingeEmbeddingLoss(signs, margin, Reduction.MEAN);
            },
            in -> {
              Values losses =
                  ElementwiseCase.combine(
                      in.get(0), in.get(1), (x, label) -> label == 1 ? x : Math.max(0, margin - x));
              return mean(losses.data());
            })
        .sample(Input.real(-1, 3, 3, 4), Input.label(2, 3, 4));
  }

  private static OpCase soft() {
    return OpCase.of(
            "softMarginLoss",
            in -> in.get(0).softMarginLoss(signs(in.get(1), in.get(0))),
            in -> {
              Values losses =
                  ElementwiseCase.combine(
                      in.get(0), in.get(1), (x, label) -> References.softplus(-sign(label) * x));
              return mean(losses.data());
            })
        .sample(in(3, 4), Input.label(2, 3, 4));
  }

  private static OpCase cosine(String name, double margin) {
    return OpCase.of(
            name,
            in -> {
              Tensor signs = signs(in.get(2), in.get(0));
              return margin == 0
                  ? in.get(0).cosineEmbeddingLoss(in.get(1), signs)
                  : in.get(0).cosineEmbeddingLoss(in.get(1), signs, margin, Reduction.MEAN);
            },
            in -> {
              double[] losses = new double[(int) in.get(0).dim(0)];
              for (int row = 0; row < losses.length; row++) {
                double[] x = Along.line(in.get(0), new long[] {row, 0}, 1);
                double[] y = Along.line(in.get(1), new long[] {row, 0}, 1);
                double dot = 0;
                double xx = 0;
                double yy = 0;
                for (int k = 0; k < x.length; k++) {
                  dot += x[k] * y[k];
                  xx += x[k] * x[k];
                  yy += y[k] * y[k];
                }
                double c = dot / Math.sqrt(xx * yy);
                losses[row] = in.get(2).at(row) == 1 ? 1 - c : Math.max(0, c - margin);
              }
              return mean(losses);
            })
        .within(1e-5, 1e-12)
        .sample(in(4, 3), in(4, 3), Input.label(2, 4));
  }

  private static OpCase triplet(String name, TripletOptions options) {
    boolean plain = name.indexOf('(') < 0;
    return OpCase.of(
            name,
            in ->
                plain
                    ? in.get(0).tripletMarginLoss(in.get(1), in.get(2))
                    : in.get(0).tripletMarginLoss(in.get(1), in.get(2), options),
            in -> {
              double[] losses = new double[(int) in.get(0).dim(0)];
              for (int row = 0; row < losses.length; row++) {
                double far = distance(in.get(0), in.get(2), row, options);
                if (options.swap()) {
                  far = Math.min(far, distance(in.get(1), in.get(2), row, options));
                }
                double near = distance(in.get(0), in.get(1), row, options);
                losses[row] = Math.max(0, options.margin() + near - far);
              }
              return plain ? mean(losses) : Values.scalar(Along.sum(losses));
            })
        .within(1e-5, 1e-11)
        .sample(in(4, 3), in(4, 3), in(4, 3))
        .sample(in(9, 5), in(9, 5), in(9, 5));
  }

  private static double distance(Values a, Values b, int row, TripletOptions options) {
    double sum = 0;
    for (int k = 0; k < a.dim(1); k++) {
      sum += Math.pow(Math.abs(a.at(row, k) - b.at(row, k) + options.eps()), options.p());
    }
    return Math.pow(sum, 1 / options.p());
  }
}
