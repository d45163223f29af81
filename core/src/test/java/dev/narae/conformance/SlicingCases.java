package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.move;
import static dev.narae.conformance.Moves.out;
import static dev.narae.conformance.Moves.shape;

import dev.narae.Index;
import java.util.List;

/** Parts of a tensor by positions, ranges and new dimensions, as Python's square brackets. */
final class SlicingCases {
  private SlicingCases() {}

  static List<OpCase> all() {
    return List.of(
        move(
                "at(\"1:, ::2, -1\")",
                x -> x.at("1:, ::2, -1"),
                x ->
                    Values.generate(
                        shape(Math.max(x.dim(0) - 1, 0), Math.ceilDiv(x.dim(1), 2L)),
                        i -> x.at(i[0] + 1, 2 * i[1], x.dim(2) - 1)),
                new long[] {3, 4, 2},
                new long[] {2, 3, 1},
                new long[] {0, 3, 2})
            .refuses(out("beyond the end", x -> x.at("0, 3"), "at", "index 3", "[2, 3]", "-3 to 2"))
            .refuses(bad("too many", x -> x.at("0, 0, 0"), "at", "[0, 0, 0]", "[2, 3]", "has 2")),
        move(
            "at(from, step, of)",
            x -> x.at(Index.from(1), Index.all().step(2), Index.of(-1)),
            x ->
                Values.generate(
                    shape(x.dim(0) - 1, Math.ceilDiv(x.dim(1), 2L)),
                    i -> x.at(i[0] + 1, 2 * i[1], x.dim(2) - 1)),
            new long[] {3, 4, 2}),
        move(
            "at(\"..., None, 0\")",
            x -> x.at("..., None, 0"),
            x -> Values.generate(shape(x.dim(0), x.dim(1), 1), i -> x.at(i[0], i[1], 0)),
            new long[] {2, 3, 4}),
        move(
            "at(\"::-2, 3:0:-1\")",
            x -> x.at("::-2, 3:0:-1"),
            x ->
                Values.generate(
                    shape(Math.ceilDiv(x.dim(0), 2L), Math.max(0, Math.min(3, x.dim(1) - 1))),
                    i -> x.at(x.dim(0) - 1 - 2 * i[0], Math.min(3, x.dim(1) - 1) - i[1])),
            new long[] {5, 4},
            new long[] {2, 9},
            new long[] {1, 1}),
        move(
            "at(\"-9:2, 1:-1\")",
            x -> x.at("-9:2, 1:-1"),
            x ->
                Values.generate(
                    shape(Math.min(2, x.dim(0)), Math.max(0, x.dim(1) - 2)),
                    i -> x.at(i[0], i[1] + 1)),
            new long[] {3, 4},
            new long[] {1, 1}),
        move("at(\"...\")", x -> x.at("..."), x -> x, new long[] {2, 3}, new long[] {}));
  }
}
