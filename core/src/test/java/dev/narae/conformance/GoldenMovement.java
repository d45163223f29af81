package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.PadMode;
import dev.narae.Tensor;
import java.util.Locale;

/** Movement and indexing by their golden names. */
final class GoldenMovement {
  private GoldenMovement() {}

  static void fill(GoldenTable table) {
    movement(table);
    orders(table);
    parts(table);
    repetitions(table);
    indexing(table);
    choosing(table);
  }

  private static void movement(GoldenTable table) {
    table.put("reshape", (in, extra, args) -> in.get(0).reshape(args.longs("shape")), "shape");
    table.put("permute", (in, extra, args) -> in.get(0).permute(args.ints("dims")), "dims");
    table.put(
        "transpose",
        (in, extra, args) -> in.get(0).transpose(args.whole("dim0"), args.whole("dim1")),
        "dim0",
        "dim1");
    table.put("squeeze", (in, extra, args) -> in.get(0).squeeze(args.whole("dim")), "dim");
    table.put("unsqueeze", (in, extra, args) -> in.get(0).unsqueeze(args.whole("dim")), "dim");
    table.put("expand", (in, extra, args) -> in.get(0).expand(args.longs("shape")), "shape");
    table.put("flatten", (in, extra, args) -> in.get(0).flatten(args.whole("start"), -1), "start");
    table.put(
        "select",
        (in, extra, args) -> in.get(0).select(args.whole("dim"), args.whole("index")),
        "dim",
        "index");
    table.put(
        "narrow",
        (in, extra, args) ->
            in.get(0).narrow(args.whole("dim"), args.whole("start"), args.whole("length")),
        "dim",
        "start",
        "length");
    table.put(
        "cat",
        (in, extra, args) -> Tensor.cat(args.whole("dim"), in.toArray(Tensor[]::new)),
        "dim");
    table.put(
        "stack",
        (in, extra, args) -> Tensor.stack(args.whole("dim"), in.toArray(Tensor[]::new)),
        "dim");
  }

  private static void orders(GoldenTable table) {
    table.put("flip", (in, extra, args) -> in.get(0).flip(args.ints("dims")), "dims");
    table.put(
        "roll",
        (in, extra, args) -> in.get(0).roll(args.whole("shift"), args.whole("dim")),
        "shift",
        "dim");
  }

  private static void parts(GoldenTable table) {
    table.put("slice", (in, extra, args) -> in.get(0).at(args.text("index")), "index");
    table.unary("diagonal", Tensor::diagonal);
    table.put("tril", (in, extra, args) -> in.get(0).tril(args.whole("diagonal")), "diagonal");
    table.put("triu", (in, extra, args) -> in.get(0).triu(args.whole("diagonal")), "diagonal");
    table.putAll(
        "split",
        (in, extra, args) -> in.get(0).split(args.longs("sizes"), args.whole("dim")),
        "sizes",
        "dim");
    table.putAll(
        "chunk",
        (in, extra, args) -> in.get(0).chunk(args.whole("chunks"), args.whole("dim")),
        "chunks",
        "dim");
    table.put(
        "unfold",
        (in, extra, args) ->
            in.get(0).unfold(args.whole("dim"), args.whole("size"), args.whole("step")),
        "dim",
        "size",
        "step");
  }

  private static void repetitions(GoldenTable table) {
    table.put("tile", (in, extra, args) -> in.get(0).tile(args.longs("reps")), "reps");
    table.put(
        "repeatInterleave",
        (in, extra, args) -> in.get(0).repeatInterleave(args.whole("repeats"), args.whole("dim")),
        "repeats",
        "dim");
    table.put(
        "pad",
        (in, extra, args) ->
            args.has("mode")
                ? in.get(0)
                    .pad(
                        args.longs("pad"),
                        PadMode.valueOf(args.text("mode").toUpperCase(Locale.ROOT)))
                : in.get(0).pad(args.longs("pad"), args.real("value")),
        "pad",
        "mode",
        "value");
  }

  private static void indexing(GoldenTable table) {
    table.put(
        "indexSelect",
        (in, extra, args) ->
            in.get(0).indexSelect(args.whole("dim"), GoldenTable.array(extra, "index")),
        "dim",
        "index");
    table.put(
        "gather",
        (in, extra, args) -> in.get(0).gather(args.whole("dim"), GoldenTable.array(extra, "index")),
        "dim",
        "index");
    table.put(
        "scatterAdd",
        (in, extra, args) ->
            in.get(0).scatterAdd(args.whole("dim"), GoldenTable.array(extra, "index"), in.get(1)),
        "dim",
        "index");
  }

  private static void choosing(GoldenTable table) {
    table.put(
        "maskedFill",
        (in, extra, args) ->
            in.get(0).maskedFill(GoldenTable.array(extra, "mask"), args.real("value")),
        "mask",
        "value");
    table.put(
        "maskedSelect",
        (in, extra, args) -> in.get(0).maskedSelect(GoldenTable.array(extra, "mask")),
        "mask");
    table.put(
        "embedding",
        (in, extra, args) -> in.get(0).embedding(GoldenTable.array(extra, "index")),
        "index");
    table.put(
        "oneHot",
        (in, extra, args) -> in.get(0).to(DType.I64).oneHot(args.whole("classes")),
        "classes");
    table.unary("nonzero", Tensor::nonzero);
  }
}
