package dev.narae.conformance;

import dev.narae.Tensor;

/** Movement and indexing by their golden names. */
final class GoldenMovement {
  private GoldenMovement() {}

  static void fill(GoldenTable table) {
    movement(table);
    indexing(table);
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
}
