package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.move;
import static dev.narae.conformance.Moves.shape;

import java.util.List;

/** The same elements in another order. */
final class ReorderingCases {
  private ReorderingCases() {}

  static List<OpCase> all() {
    return List.of(
        flip(),
        flipAll(),
        roll(),
        rollSeveral(),
        rollFlat(),
        movedim(),
        movedims(),
        swapaxes(),
        rot90(1),
        rot90(-2),
        rot90(3),
        rot90(0));
  }

  private static OpCase flip() {
    return move(
            "flip(1)",
            x -> x.flip(1),
            x -> Values.generate(x.shape(), i -> x.at(i[0], x.dim(1) - 1 - i[1])),
            new long[] {2, 3},
            new long[] {3, 1},
            new long[] {2, 0},
            new long[] {3, 67})
        .refuses(bad("no such dimension", x -> x.flip(2), "flip", "[2, 3]", "-2 to 1"))
        .refuses(bad("a dimension twice", x -> x.flip(0, -2), "flip", "[0, -2]", "once"));
  }

  private static OpCase flipAll() {
    return move(
        "flip(0, -1)",
        x -> x.flip(0, -1),
        x -> Values.generate(x.shape(), i -> x.at(x.dim(0) - 1 - i[0], i[1], x.dim(2) - 1 - i[2])),
        new long[] {2, 3, 4});
  }

  private static OpCase roll() {
    return move(
            "roll(-4, 1)",
            x -> x.roll(-4, 1),
            x -> Values.generate(x.shape(), i -> x.at(i[0], (i[1] + 4) % x.dim(1))),
            new long[] {2, 3},
            new long[] {3, 4},
            new long[] {3, 1},
            new long[] {3, 0})
        .refuses(bad("no such dimension", x -> x.roll(1, 2), "roll", "[2, 3]"));
  }

  private static OpCase rollSeveral() {
    return move(
            "roll([1, 2], [0, -1])",
            x -> x.roll(new long[] {1, 2}, new int[] {0, -1}),
            x ->
                Values.generate(
                    x.shape(),
                    i ->
                        x.at(Math.floorMod(i[0] - 1, x.dim(0)), Math.floorMod(i[1] - 2, x.dim(1)))),
            new long[] {3, 5})
        .refuses(
            bad("too few shifts", x -> x.roll(new long[] {1}, new int[] {0, 1}), "roll", "1", "2"));
  }

  private static OpCase rollFlat() {
    return move(
        "roll(2)",
        x -> x.roll(2),
        x -> {
          int n = x.data().length;
          Values flat = x.reshape(n);
          Values rolled = Values.generate(flat.shape(), i -> flat.at((i[0] + n - 2) % n));
          return new Values(x.shape(), rolled.data());
        },
        new long[] {2, 3},
        new long[] {});
  }

  private static OpCase movedim() {
    return move(
            "movedim(0, -1)",
            x -> x.movedim(0, -1),
            x -> Values.generate(shape(x.dim(1), x.dim(2), x.dim(0)), i -> x.at(i[2], i[0], i[1])),
            new long[] {2, 3, 4})
        .refuses(bad("no such dimension", x -> x.movedim(2, 0), "movedim", "[2, 3]"));
  }

  private static OpCase movedims() {
    return move(
            "movedim([0, 1], [2, 0])",
            x -> x.movedim(new int[] {0, 1}, new int[] {2, 0}),
            x -> Values.generate(shape(x.dim(1), x.dim(2), x.dim(0)), i -> x.at(i[2], i[0], i[1])),
            new long[] {2, 3, 4})
        .refuses(
            bad(
                "a dimension twice",
                x -> x.movedim(new int[] {0, 0}, new int[] {0, 1}),
                "movedim",
                "[0, 0]",
                "once"))
        .refuses(
            bad(
                "too few targets",
                x -> x.movedim(new int[] {0, 1}, new int[] {0}),
                "movedim",
                "[0, 1]",
                "[0]"));
  }

  private static OpCase swapaxes() {
    return move(
        "swapaxes",
        x -> x.swapaxes(0, -1),
        x -> Values.generate(shape(x.dim(1), x.dim(0)), i -> x.at(i[1], i[0])),
        new long[] {2, 3});
  }

  private static OpCase rot90(int times) {
    return move(
            "rot90(%d)".formatted(times),
            x -> x.rot90(times, 0, 1),
            x -> {
              Values turned = x;
              for (int n = Math.floorMod(times, 4); n > 0; n--) {
                turned = quarter(turned);
              }
              return turned;
            },
            new long[] {2, 3},
            new long[] {4, 1})
        .refuses(bad("one dimension", x -> x.rot90(1, 1, -1), "rot90", "1 and -1", "[2, 3]"));
  }

  /** The first row becomes the first column, read upwards. */
  private static Values quarter(Values x) {
    return Values.generate(shape(x.dim(1), x.dim(0)), i -> x.at(i[1], x.dim(1) - 1 - i[0]));
  }
}
