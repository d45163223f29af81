package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.RunningStatistics;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Normalisation over the last dimensions, over groups of channels and over batches. */
final class NormalizationCases {
  private static final double EPS = 1e-2;

  private NormalizationCases() {}

  static List<OpCase> all() {
    return List.of(
        layerNorm(),
        plainLayerNorm(),
        rmsNorm(),
        groupNorm(),
        batchNorm(),
        runningBatch(),
        inference(),
        inferenceWithoutWeights(),
        instanceNorm(),
        runningInstance(),
        responseNorm());
  }

  private static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static OpCase layerNorm() {
    return OpCase.of(
            "layerNorm",
            in -> in.get(0).layerNorm(in.get(1).shape(), in.get(1), in.get(2), EPS),
            in -> {
              int rank = in.get(0).shape().rank();
              int own = in.get(1).shape().rank();
              int[] dims = IntStream.range(rank - own, rank).toArray();
              return affine(normal(in.get(0), true, dims), in.get(1), in.get(2));
            })
        .within(2e-5, 1e-12)
        .sample(in(3, 4), in(4), in(4))
        .sample(in(2, 3, 2), in(3, 2), in(3, 2))
        .sample(in(3), in(3), in(3))
        .sample(in(2, 1), in(1), in(1))
        .sample(in(0, 4), in(4), in(4))
        .sample(in(5, 67), in(67), in(67))
        .refuses(
            refused(
                "other extents",
                () -> Tensor.ones(2, 3).layerNorm(Shape.of(2), null, null, EPS),
                "layerNorm",
                "[2, 3]",
                "[2]"))
        .refuses(
            refused(
                "more extents than dimensions",
                () -> Tensor.ones(3).layerNorm(Shape.of(2, 3), null, null, EPS),
                "layerNorm",
                "[3]",
                "[2, 3]"))
        .refuses(
            refused(
                "a weight of another shape",
                () -> Tensor.ones(2, 3).layerNorm(Shape.of(3), Tensor.ones(2), null, EPS),
                "layerNorm",
                "weight",
                "[2]"))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> Tensor.of(new int[3]).layerNorm(Shape.of(3), null, null, EPS),
                "layerNorm",
                "i32"))
        .refuses(
            ErrorCase.of(
                "a bias of another dtype",
                DTypeException.class,
                () ->
                    Tensor.ones(2, 3)
                        .layerNorm(Shape.of(3), null, Tensor.ones(Shape.of(3), DType.F64), EPS),
                "layerNorm",
                "bias",
                "f64"));
  }

  private static OpCase plainLayerNorm() {
    return OpCase.of(
            "layerNorm(no weight)",
            in -> in.get(0).layerNorm(Shape.of(in.get(0).dim(-1)), null, null, EPS),
            in -> normal(in.get(0), true, in.get(0).shape().rank() - 1))
        .within(2e-5, 1e-12)
        .sample(in(4, 3))
        .sample(Input.real(100, 102, 2, 5));
  }

  private static OpCase rmsNorm() {
    return OpCase.of(
            "rmsNorm",
            in -> in.get(0).rmsNorm(in.get(1).shape(), in.get(1), EPS),
            in ->
                affine(
                    normal(in.get(0), false, in.get(0).shape().rank() - 1),
                    in.get(1),
                    Values.scalar(0)))
        .within(2e-5, 1e-12)
        .sample(in(3, 4), in(4))
        .sample(in(2, 0, 3), in(3))
        .sample(in(3, 65), in(65))
        .refuses(
            refused(
                "other extents",
                () -> Tensor.ones(2, 3).rmsNorm(Shape.of(2), null, EPS),
                "rmsNorm",
                "[2, 3]",
                "[2]"));
  }

  private static OpCase groupNorm() {
    return OpCase.of(
            "groupNorm",
            in -> in.get(0).groupNorm(2, in.get(1), in.get(2), EPS),
            in -> {
              Values x = in.get(0);
              long size = x.data().length;
              long inGroup = size == 0 ? 0 : size / x.dim(0) / 2;
              Values groups = normal(x.reshape(x.dim(0), 2, inGroup), true, 2);
              return perChannel(new Values(x.shape(), groups.data()), in.get(1), in.get(2));
            })
        .within(2e-5, 1e-12)
        .sample(in(2, 4, 3), in(4), in(4))
        .sample(in(2, 2), in(2), in(2))
        .sample(in(0, 4, 2), in(4), in(4))
        .sample(in(3, 6, 5, 7), in(6), in(6))
        .refuses(
            refused(
                "groups",
                () -> Tensor.ones(2, 3, 4).groupNorm(2, null, null, EPS),
                "groupNorm",
                "2 groups",
                "3 channels"))
        .refuses(
            refused(
                "a vector",
                () -> Tensor.ones(3).groupNorm(1, null, null, EPS),
                "groupNorm",
                "[3]",
                "(N, C, …)"));
  }

  private static OpCase batchNorm() {
    return OpCase.of(
            "batchNorm",
            in -> in.get(0).batchNorm(in.get(1), in.get(2), EPS),
            in -> perChannel(normal(in.get(0), true, others(in.get(0))), in.get(1), in.get(2)))
        .within(2e-5, 1e-12)
        .sample(in(3, 2), in(2), in(2))
        .sample(in(2, 3, 2, 2), in(3), in(3))
        .sample(in(4, 5, 7, 9), in(5), in(5))
        .refuses(
            refused(
                "one number a channel",
                () -> Tensor.ones(1, 3).batchNorm(null, null, EPS),
                "batchNorm",
                "[1, 3]",
                "batchNormInference"))
        .refuses(
            refused(
                "a weight of another size",
                () -> Tensor.ones(2, 3).batchNorm(Tensor.ones(2), null, EPS),
                "batchNorm",
                "weight",
                "[2]",
                "[3]"));
  }

  /** The running statistics after one batch, mean and variance one after the other. */
  private static OpCase runningBatch() {
    return OpCase.of(
            "batchNorm.running",
            in -> {
              RunningStatistics running = new RunningStatistics(in.get(1).copy(), in.get(2).copy());
              in.get(0).batchNorm(null, null, EPS, running, 0.25);
              return Tensor.cat(0, running.mean(), running.variance());
            },
            in -> moved(in, others(in.get(0))))
        .order(0)
        .within(2e-5, 1e-12)
        .sample(in(3, 2), in(2), in(2))
        .sample(in(2, 3, 5), in(3), in(3))
        .refuses(
            refused(
                "a mean of another size",
                () -> {
                  RunningStatistics running =
                      new RunningStatistics(Tensor.zeros(2), Tensor.ones(3));
                  return Tensor.ones(2, 3).batchNorm(null, null, EPS, running, 0.1);
                },
                "batchNorm",
                "running mean",
                "[2]"));
  }

  private static OpCase inference() {
    return OpCase.of(
            "batchNormInference",
            in ->
                in.get(0)
                    .batchNormInference(
                        new RunningStatistics(in.get(1), in.get(2)), in.get(3), in.get(4), EPS),
            in -> perChannel(known(in.get(0), in.get(1), in.get(2)), in.get(3), in.get(4)))
        .within(2e-5, 1e-12)
        .sample(in(2, 3, 2), in(3), Input.real(0.5, 2, 3), in(3), in(3))
        .sample(in(1, 2), in(2), Input.real(0.5, 2, 2), in(2), in(2))
        .sample(in(0, 2), in(2), Input.real(0.5, 2, 2), in(2), in(2))
        .refuses(
            refused(
                "a variance of another size",
                () ->
                    Tensor.ones(2, 3)
                        .batchNormInference(
                            new RunningStatistics(Tensor.zeros(3), Tensor.ones(2)),
                            null,
                            null,
                            EPS),
                "batchNormInference",
                "running variance",
                "[2]"));
  }

  private static OpCase inferenceWithoutWeights() {
    return OpCase.of(
            "batchNormInference(no weight)",
            in ->
                in.get(0)
                    .batchNormInference(
                        new RunningStatistics(in.get(1), in.get(2)), null, null, EPS),
            in -> known(in.get(0), in.get(1), in.get(2)))
        .within(2e-5, 1e-12)
        .sample(in(2, 3, 2), in(3), Input.real(0.5, 2, 3));
  }

  private static OpCase instanceNorm() {
    return OpCase.of(
            "instanceNorm",
            in -> in.get(0).instanceNorm(in.get(1), in.get(2), EPS),
            in -> perChannel(normal(in.get(0), true, places(in.get(0))), in.get(1), in.get(2)))
        .within(2e-5, 1e-12)
        .sample(in(2, 3, 4), in(3), in(3))
        .sample(in(2, 3, 5, 7), in(3), in(3))
        .refuses(
            refused(
                "one number a channel",
                () -> Tensor.ones(2, 3, 1).instanceNorm(null, null, EPS),
                "instanceNorm",
                "[2, 3, 1]"));
  }

  private static OpCase runningInstance() {
    return OpCase.of(
            "instanceNorm.running",
            in -> {
              RunningStatistics running = new RunningStatistics(in.get(1).copy(), in.get(2).copy());
              in.get(0).instanceNorm(null, null, EPS, running, 0.25);
              return Tensor.cat(0, running.mean(), running.variance());
            },
            in -> moved(in, places(in.get(0))))
        .order(0)
        .within(2e-5, 1e-12)
        .sample(in(2, 3, 5), in(3), in(3));
  }

  private static OpCase responseNorm() {
    return OpCase.of(
            "localResponseNorm",
            in -> in.get(0).localResponseNorm(4, 0.5, 0.75, 2),
            in -> {
              Values x = in.get(0);
              return Values.generate(
                  x.shape(),
                  i -> {
                    double squares = 0;
                    for (long c = Math.max(i[1] - 2, 0); c <= i[1] + 1 && c < x.dim(1); c++) {
                      squares += Math.pow(x.at(i[0], c, i[2]), 2);
                    }
                    return x.at(i) / Math.pow(2 + 0.5 * squares / 4, 0.75);
                  });
            })
        .within(2e-5, 1e-12)
        .sample(in(2, 5, 3))
        .sample(in(1, 2, 2))
        .sample(in(3, 9, 33))
        .refuses(
            refused(
                "a matrix",
                () -> Tensor.ones(2, 3).localResponseNorm(3, 1, 1, 1),
                "localResponseNorm",
                "[2, 3]"));
  }

  private static ErrorCase refused(
      String what, java.util.function.Supplier<Tensor> call, String... fragments) {
    return ErrorCase.of(what, ShapeException.class, call, fragments);
  }

  /** All dimensions but that of the channels. */
  private static int[] others(Values x) {
    return IntStream.range(0, x.shape().rank()).filter(d -> d != 1).toArray();
  }

  /** The dimensions after that of the channels. */
  private static int[] places(Values x) {
    return IntStream.range(2, x.shape().rank()).toArray();
  }

  private static Values normal(Values x, boolean centred, int... dims) {
    Values mean = Along.reduce(x, true, a -> centred ? Along.sum(a) / a.length : 0, dims);
    Values away = ElementwiseCase.combine(x, mean.broadcastTo(x.shape()), (a, b) -> a - b);
    Values squares = Along.reduce(away.map(a -> a * a), true, a -> Along.sum(a) / a.length, dims);
    Values roots = squares.map(v -> Math.sqrt(v + EPS)).broadcastTo(x.shape());
    return ElementwiseCase.combine(away, roots, (a, b) -> a / b);
  }

  private static Values known(Values x, Values mean, Values variance) {
    return Values.generate(
        x.shape(), i -> (x.at(i) - mean.at(i[1])) / Math.sqrt(variance.at(i[1]) + EPS));
  }

  private static Values affine(Values x, Values weight, Values bias) {
    Values w = weight.broadcastTo(x.shape());
    Values b = bias.broadcastTo(x.shape());
    return Values.generate(x.shape(), i -> x.at(i) * w.at(i) + b.at(i));
  }

  private static Values perChannel(Values x, Values weight, Values bias) {
    return Values.generate(x.shape(), i -> x.at(i) * weight.at(i[1]) + bias.at(i[1]));
  }

  /** A quarter of the way from the old statistics to those of x, means over the samples. */
  private static Values moved(List<Values> in, int... dims) {
    Values mean = Along.reduce(in.get(0), true, a -> Along.sum(a) / a.length, dims);
    Values variance = Along.reduce(in.get(0), true, a -> Along.variance(a, 1), dims);
    int[] rest = others(mean);
    Values means = Along.reduce(mean, false, a -> Along.sum(a) / a.length, rest);
    Values variances = Along.reduce(variance, false, a -> Along.sum(a) / a.length, rest);
    int channels = (int) means.dim(0);
    return Values.generate(
        Shape.of(2L * channels),
        i -> {
          boolean first = i[0] < channels;
          Values old = in.get(first ? 1 : 2);
          Values now = first ? means : variances;
          return 0.75 * old.at(i[0] % channels) + 0.25 * now.at(i[0] % channels);
        });
  }
}
