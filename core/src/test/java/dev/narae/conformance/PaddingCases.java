package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.move;
import static dev.narae.conformance.Moves.shape;

import dev.narae.PadMode;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Elements added around a matrix: rows (2, 1), columns (1, 2). */
final class PaddingCases {
  private static final long[] AMOUNTS = {1, 2, 2, 1};

  private PaddingCases() {}

  static List<OpCase> all() {
    return List.of(
        zeros(),
        value(),
        cropped(),
        mode(PadMode.CONSTANT),
        mode(PadMode.REFLECT),
        mode(PadMode.REPLICATE),
        mode(PadMode.CIRCULAR),
        croppedMode());
  }

  private static OpCase zeros() {
    return move(
            "pad",
            x -> x.pad(1, 2, 2, 1),
            x -> padded(x, 0),
            new long[] {2, 3},
            new long[] {4, 1},
            new long[] {0, 2})
        .refuses(bad("an odd number", x -> x.pad(1, 2, 3), "pad", "[1, 2, 3]", "[2, 3]"))
        .refuses(bad("too many", x -> x.pad(1, 1, 1, 1, 1, 1), "pad", "[2, 3]"))
        .refuses(bad("cut too much", x -> x.pad(-2, -2), "pad", "[-2, -2]", "[2, 3]"));
  }

  private static OpCase value() {
    return move("pad(value)", x -> x.pad(AMOUNTS, 2), x -> padded(x, 2), new long[] {2, 3});
  }

  private static Values padded(Values x, double value) {
    return Values.generate(
        shape(x.dim(0) + 3, x.dim(1) + 3),
        i -> {
          long row = i[0] - 2;
          long column = i[1] - 1;
          boolean inside = row >= 0 && row < x.dim(0) && column >= 0 && column < x.dim(1);
          return inside ? x.at(row, column) : value;
        });
  }

  private static OpCase cropped() {
    return move(
        "pad(-1, 1)",
        x -> x.pad(-1, 1),
        x -> Values.generate(x.shape(), i -> i[1] + 1 < x.dim(1) ? x.at(i[0], i[1] + 1) : 0),
        new long[] {2, 3},
        new long[] {2, 1});
  }

  private static OpCase mode(PadMode mode) {
    OpCase result =
        move(
                "pad(%s)".formatted(mode),
                x -> x.pad(AMOUNTS, mode),
                x ->
                    mode == PadMode.CONSTANT
                        ? padded(x, 0)
                        : Values.generate(
                            shape(x.dim(0) + 3, x.dim(1) + 3),
                            i ->
                                x.at(
                                    source(mode, x.dim(0)).applyAsLong(i[0] - 2),
                                    source(mode, x.dim(1)).applyAsLong(i[1] - 1))),
                new long[] {3, 4},
                new long[] {3, 3})
            .refuses(bad("no pairs", x -> x.pad(new long[] {1}, mode), "pad", "[1]", "pairs"));
    return mode == PadMode.CONSTANT || mode == PadMode.REPLICATE
        ? result
        : result.refuses(
            bad("too far", x -> x.pad(new long[] {4, 0}, mode), "pad", "[2, 3]", mode.name()));
  }

  private static LongUnaryOperator source(PadMode mode, long n) {
    return switch (mode) {
      case REFLECT -> i -> i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
      case CIRCULAR -> i -> Math.floorMod(i, n);
      case REPLICATE, CONSTANT -> i -> Math.clamp(i, 0, n - 1);
    };
  }

  private static OpCase croppedMode() {
    return move(
        "pad([-1, 2], REFLECT)",
        x -> x.pad(new long[] {-1, 2}, PadMode.REFLECT),
        x ->
            Values.generate(
                shape(x.dim(0), x.dim(1) + 1),
                i -> x.at(i[0], source(PadMode.REFLECT, x.dim(1)).applyAsLong(i[1] + 1))),
        new long[] {2, 4});
  }
}
