package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.move;
import static dev.narae.conformance.Moves.shape;
import static dev.narae.conformance.OpCase.ALL;

import dev.narae.DTypeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Elements that appear several times: gradients add up. */
final class RepeatingCases {
  private RepeatingCases() {}

  static List<OpCase> all() {
    return List.of(
        tile(),
        tileMore(),
        repeat(),
        interleaveFlat(),
        interleave(),
        interleaveCounts(),
        broadcastTo(),
        expandAs(),
        unfold(1, 3, 2),
        unfold(1, 2, 3),
        unfold(-2, 2, 1),
        unfoldScalar());
  }

  private static OpCase tile() {
    return move(
            "tile(3)",
            x -> x.tile(3),
            x -> Values.generate(shape(x.dim(0), 3 * x.dim(1)), i -> x.at(i[0], i[1] % x.dim(1))),
            new long[] {2, 3},
            new long[] {2, 0})
        .refuses(bad("negative", x -> x.tile(-1), "[1, -1]", "[2, 3]"));
  }

  private static OpCase tileMore() {
    return move(
        "tile(2, 1, 2)",
        x -> x.tile(2, 1, 2),
        x -> Values.generate(shape(2, x.dim(0), 2 * x.dim(1)), i -> x.at(i[1], i[2] % x.dim(1))),
        new long[] {2, 3});
  }

  private static OpCase repeat() {
    return move(
            "repeat(3, 2)",
            x -> x.repeat(3, 2),
            x ->
                Values.generate(
                    shape(3 * x.dim(0), 2 * x.dim(1)), i -> x.at(i[0] % x.dim(0), i[1] % x.dim(1))),
            new long[] {2, 3},
            new long[] {1, 1})
        .refuses(bad("too few numbers", x -> x.repeat(2), "repeat", "[2]", "[2, 3]", "tile"));
  }

  private static OpCase interleaveFlat() {
    return move(
        "repeatInterleave(2)",
        x -> x.repeatInterleave(2),
        x -> Values.generate(shape(2L * x.data().length), i -> x.data()[(int) i[0] / 2]),
        new long[] {2, 3});
  }

  private static OpCase interleave() {
    return move(
            "repeatInterleave(3, 0)",
            x -> x.repeatInterleave(3, 0),
            x -> Values.generate(shape(3 * x.dim(0), x.dim(1)), i -> x.at(i[0] / 3, i[1])),
            new long[] {2, 3},
            new long[] {0, 3})
        .refuses(bad("negative", x -> x.repeatInterleave(-1, 0), "repeatInterleave", "-1"));
  }

  private static OpCase interleaveCounts() {
    return OpCase.of(
            "repeatInterleave(counts, -1)",
            in -> in.get(0).repeatInterleave(in.get(1), -1),
            in -> {
              long[] positions = positions(in.get(1));
              return Values.generate(
                  shape(in.get(0).dim(0), positions.length),
                  i -> in.get(0).at(i[0], positions[(int) i[1]]));
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 4), Input.label(4, 4))
        .sample(Input.real(-3, 3, 3, 0), Input.label(4, 0))
        .refuses(
            bad(
                "too many counts",
                x -> x.repeatInterleave(Tensor.of(new long[] {1, 2, 3}), 0),
                "repeatInterleave",
                "[3]",
                "[2, 3]"))
        .refuses(
            bad(
                "a negative count",
                x -> x.repeatInterleave(Tensor.of(new long[] {1, -2}), 0),
                "repeatInterleave",
                "negative"))
        .refuses(
            bad(
                "counts that are not whole",
                DTypeException.class,
                x -> x.repeatInterleave(Tensor.ones(2), 0),
                "repeatInterleave",
                "f32",
                "i64"));
  }

  private static long[] positions(Values counts) {
    return java.util.stream.IntStream.range(0, counts.data().length)
        .boxed()
        .flatMapToLong(
            i -> java.util.stream.LongStream.generate(() -> i).limit((long) counts.data()[i]))
        .toArray();
  }

  private static OpCase broadcastTo() {
    return move(
            "broadcastTo",
            x -> x.broadcastTo(2, 3, 4),
            x -> x.broadcastTo(shape(2, 3, 4)),
            new long[] {3, 1})
        .refuses(bad("does not fit", x -> x.broadcastTo(3, 3), "expand", "[2, 3]", "[3, 3]"));
  }

  private static OpCase expandAs() {
    return OpCase.of(
            "expandAs",
            in -> in.get(0).expandAs(in.get(1)),
            in -> in.get(0).broadcastTo(in.get(1).shape()))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 1), Input.label(3, 2, 3, 2));
  }

  private static OpCase unfold(int dim, long size, long step) {
    return move(
            "unfold(%d, %d, %d)".formatted(dim, size, step),
            x -> x.unfold(dim, size, step),
            x -> {
              int axis = dim < 0 ? dim + 3 : dim;
              long windows = (x.dim(axis) - size) / step + 1;
              return Values.generate(
                  x.shape().with(axis, windows).insert(3, size),
                  i -> {
                    long[] at = {i[0], i[1], i[2]};
                    at[axis] = at[axis] * step + i[3];
                    return x.at(at);
                  });
            },
            new long[] {2, 6, 2},
            new long[] {1, 3, 1})
        .refuses(bad("too large", x -> x.unfold(1, 4, 1), "unfold", "size 4", "[2, 3]", "0 to 3"))
        .refuses(bad("step 0", x -> x.unfold(1, 2, 0), "unfold", "steps of 0", "at least 1"));
  }

  private static OpCase unfoldScalar() {
    return move("unfold(0, 1, 1)", x -> x.unfold(0, 1, 1), x -> x.reshape(1), new long[] {});
  }
}
