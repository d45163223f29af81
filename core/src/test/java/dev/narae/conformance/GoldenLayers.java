package dev.narae.conformance;

/** Operators that networks are made of, by their golden names. */
final class GoldenLayers {
  private GoldenLayers() {}

  static void fill(GoldenTable table) {
    probabilities(table);
  }

  private static void probabilities(GoldenTable table) {
    table.put("softmax", (in, extra, args) -> in.get(0).softmax(args.whole("dim")), "dim");
    table.put("logSoftmax", (in, extra, args) -> in.get(0).logSoftmax(args.whole("dim")), "dim");
  }
}
