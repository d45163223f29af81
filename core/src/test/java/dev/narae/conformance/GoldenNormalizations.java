package dev.narae.conformance;

import dev.narae.AttentionOptions;
import dev.narae.RunningStatistics;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Normalisation and attention, by their golden names. */
final class GoldenNormalizations {
  private GoldenNormalizations() {}

  static void fill(GoldenTable table) {
    table.put(
        "layerNorm",
        (in, extra, args) ->
            in.get(0)
                .layerNorm(
                    Shape.of(args.longs("shape")),
                    optional(in, 1),
                    optional(in, 2),
                    args.real("eps")),
        "shape",
        "eps");
    table.put(
        "rmsNorm",
        (in, extra, args) ->
            in.get(0).rmsNorm(Shape.of(args.longs("shape")), in.get(1), args.real("eps")),
        "shape",
        "eps");
    table.put(
        "groupNorm",
        (in, extra, args) ->
            in.get(0).groupNorm(args.whole("groups"), in.get(1), in.get(2), args.real("eps")),
        "groups",
        "eps");
    batches(table);
    attention(table);
  }

  private static void batches(GoldenTable table) {
    table.put(
        "batchNorm",
        (in, extra, args) -> {
          double eps = args.real("eps");
          if (args.truth("training")) {
            return in.get(0).batchNorm(in.get(1), in.get(2), eps);
          }
          RunningStatistics running =
              new RunningStatistics(
                  GoldenTable.array(extra, "runningMean"), GoldenTable.array(extra, "runningVar"));
          return in.get(0).batchNormInference(running, in.get(1), in.get(2), eps);
        },
        "training",
        "eps",
        "runningMean",
        "runningVar");
    table.put(
        "instanceNorm",
        (in, extra, args) -> in.get(0).instanceNorm(null, null, args.real("eps")),
        "eps");
  }

  private static void attention(GoldenTable table) {
    table.put(
        "scaledDotProductAttention",
        (in, extra, args) -> {
          AttentionOptions options = AttentionOptions.DEFAULT.withMask(extra.get("mask"));
          return in.get(0)
              .scaledDotProductAttention(
                  in.get(1), in.get(2), args.truth("causal") ? options.withCausal() : options);
        },
        "causal",
        "mask");
  }

  private static @Nullable Tensor optional(List<Tensor> in, int i) {
    return i < in.size() ? in.get(i) : null;
  }
}
