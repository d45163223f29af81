package dev.narae.conformance;

import static dev.narae.conformance.NormalizationCases.EPS;
import static dev.narae.conformance.NormalizationCases.in;
import static dev.narae.conformance.NormalizationCases.normal;
import static dev.narae.conformance.NormalizationCases.perChannel;
import static dev.narae.conformance.NormalizationCases.refused;

import dev.narae.RunningStatistics;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Normalisation of channels over batches and samples, and with running statistics. */
final class BatchNormalizationCases {
  private BatchNormalizationCases() {}

  static List<OpCase> all() {
    return List.of(
        batchNorm(),
        runningBatch(),
        inference(),
        inferenceWithoutWeights(),
        instanceNorm(),
        runningInstance());
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

  /** All dimensions but that of the channels. */
  private static int[] others(Values x) {
    return IntStream.range(0, x.shape().rank()).filter(d -> d != 1).toArray();
  }

  /** The dimensions after that of the channels. */
  private static int[] places(Values x) {
    return IntStream.range(2, x.shape().rank()).toArray();
  }

  private static Values known(Values x, Values mean, Values variance) {
    return Values.generate(
        x.shape(), i -> (x.at(i) - mean.at(i[1])) / Math.sqrt(variance.at(i[1]) + EPS));
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
