package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.joined;
import static dev.narae.conformance.Moves.move;

import java.util.List;

/** Parts of a tensor, put together again in the opposite order so that one result shows all. */
final class SplittingCases {
  private SplittingCases() {}

  static List<OpCase> all() {
    return List.of(split(), splitSizes(), chunk(), unbind());
  }

  private static OpCase split() {
    return move(
            "split(2, 1)",
            joined(1, x -> x.split(2, 1)),
            x -> reversed(x, 2),
            new long[] {2, 5},
            new long[] {2, 2},
            new long[] {2, 0},
            new long[] {3, 1})
        .refuses(bad("size 0", x -> x.split(0, 1), "split", "size 0", "[2, 3]"))
        .refuses(bad("no such dimension", x -> x.split(1, 2), "split", "[2, 3]"));
  }

  private static OpCase splitSizes() {
    return move(
            "split([1, 0, 3], -1)",
            joined(1, x -> x.split(new long[] {1, 0, 3}, -1)),
            x -> Values.generate(x.shape(), i -> x.at(i[0], i[1] == 3 ? 0 : i[1] + 1)),
            new long[] {2, 4})
        .refuses(
            bad("another sum", x -> x.split(new long[] {1, 1}, 1), "split", "[1, 1]", "[2, 3]"))
        .refuses(bad("negative", x -> x.split(new long[] {-1, 4}, 1), "split", "[-1, 4]"));
  }

  private static OpCase chunk() {
    return move(
            "chunk(3, 1)",
            joined(1, x -> x.chunk(3, 1)),
            x -> reversed(x, Math.ceilDiv(x.dim(1), 3L)),
            new long[] {2, 7},
            new long[] {2, 4},
            new long[] {2, 2},
            new long[] {2, 0})
        .refuses(bad("no parts", x -> x.chunk(0, 1), "chunk", "0 parts", "at least 1"));
  }

  private static OpCase unbind() {
    return move(
            "unbind(1)",
            joined(0, x -> x.unbind(1)),
            x ->
                Values.generate(
                    Moves.shape(x.dim(0) * x.dim(1)),
                    i -> x.at(i[0] % x.dim(0), x.dim(1) - 1 - i[0] / x.dim(0))),
            new long[] {2, 3},
            new long[] {4, 1})
        .refuses(bad("no such dimension", x -> x.unbind(2), "unbind", "[2, 3]"));
  }

  /** Blocks of columns in the opposite order; the last one may be smaller. */
  private static Values reversed(Values x, long size) {
    long n = x.dim(1);
    return Values.generate(
        x.shape(),
        i -> {
          long blocks = Math.ceilDiv(n, size);
          long last = n - (blocks - 1) * size;
          long column = i[1];
          if (column < last) {
            return x.at(i[0], (blocks - 1) * size + column);
          }
          long block = blocks - 2 - (column - last) / size;
          return x.at(i[0], block * size + (column - last) % size);
        });
  }
}
