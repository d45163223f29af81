package dev.narae.conformance;

import dev.narae.ClassLossOptions;
import dev.narae.Reduction;
import dev.narae.Tensor;
import java.util.Locale;
import java.util.Map;

/** Losses by their golden names. */
final class GoldenLosses {
  private GoldenLosses() {}

  static void fill(GoldenTable table) {
    table.put(
        "crossEntropy",
        (in, extra, args) ->
            in.get(0).crossEntropy(GoldenTable.array(extra, "target"), options(extra, args)),
        "reduction",
        "target",
        "weight",
        "labelSmoothing",
        "ignoreIndex",
        "note");
    table.put(
        "nllLoss",
        (in, extra, args) ->
            in.get(0)
                .logSoftmax(1)
                .nllLoss(GoldenTable.array(extra, "target"), options(extra, args)),
        "reduction",
        "target",
        "note");
    pointwise(table, "mseLoss", (x, t, args) -> x.mseLoss(t, reduction(args)));
    pointwise(table, "l1Loss", (x, t, args) -> x.l1Loss(t, reduction(args)));
    pointwise(
        table, "huberLoss", (x, t, args) -> x.huberLoss(t, args.real("delta"), reduction(args)));
    pointwise(
        table,
        "smoothL1Loss",
        (x, t, args) -> x.smoothL1Loss(t, args.real("beta"), reduction(args)));
    pointwise(
        table,
        "binaryCrossEntropy",
        (x, t, args) -> x.sigmoid().binaryCrossEntropy(t, reduction(args)));
    pointwise(
        table,
        "binaryCrossEntropyWithLogits",
        (x, t, args) -> x.binaryCrossEntropyWithLogits(t, reduction(args)));
    pointwise(table, "klDiv", (x, t, args) -> x.logSoftmax(1).klDiv(t.softmax(1), reduction(args)));
  }

  private interface Pointwise {
    Tensor apply(Tensor x, Tensor target, GoldenCase args);
  }

  private static void pointwise(GoldenTable table, String op, Pointwise loss) {
    table.put(
        op,
        (in, extra, args) -> loss.apply(in.get(0), in.get(1), args),
        "reduction",
        "delta",
        "beta",
        "note");
  }

  private static ClassLossOptions options(Map<String, Tensor> extra, GoldenCase args) {
    ClassLossOptions options = ClassLossOptions.DEFAULT.reduction(reduction(args));
    if (args.has("weight")) {
      options = options.weight(GoldenTable.array(extra, "weight"));
    }
    if (args.has("labelSmoothing")) {
      options = options.labelSmoothing(args.real("labelSmoothing"));
    }
    return args.has("ignoreIndex") ? options.ignoreIndex(args.whole("ignoreIndex")) : options;
  }

  private static Reduction reduction(GoldenCase args) {
    return Reduction.valueOf(args.text("reduction").toUpperCase(Locale.ROOT));
  }
}
