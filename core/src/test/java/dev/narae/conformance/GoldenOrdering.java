package dev.narae.conformance;

import dev.narae.Located;
import java.util.List;

/** Running sums and sorted lines by their golden names. */
final class GoldenOrdering {
  private GoldenOrdering() {}

  static void fill(GoldenTable table) {
    table.put("cumsum", (in, extra, args) -> in.get(0).cumsum(args.whole("dim")), "dim");
    table.put("cumprod", (in, extra, args) -> in.get(0).cumprod(args.whole("dim")), "dim");
    table.putAll(
        "sort",
        (in, extra, args) -> both(in.get(0).sort(args.whole("dim"), args.truth("descending"))),
        "dim",
        "descending");
    table.putAll(
        "topk",
        (in, extra, args) -> both(in.get(0).topk(args.whole("k"), args.whole("dim"))),
        "k",
        "dim");
  }

  private static List<dev.narae.Tensor> both(Located located) {
    return List.of(located.values(), located.positions());
  }
}
