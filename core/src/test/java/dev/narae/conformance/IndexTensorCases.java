package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.out;
import static dev.narae.conformance.Moves.shape;
import static dev.narae.conformance.OpCase.ALL;

import dev.narae.DTypeException;
import dev.narae.Index;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.stream.IntStream;

/** Parts of a tensor by index tensors and masks: indices repeat, and gradients add up. */
final class IndexTensorCases {
  private IndexTensorCases() {}

  static List<OpCase> all() {
    return List.of(
        one(),
        negative(),
        adjacent(),
        apart(),
        afterNumber(),
        mask(),
        maskOfTwo(),
        maskAndRange(),
        maskAndPositions());
  }

  private static OpCase one() {
    return OpCase.of(
            "at(:, positions)",
            in -> in.get(0).at(Index.all(), Index.of(in.get(1))),
            in ->
                Values.generate(
                    shape(in.get(0).dim(0), in.get(1).dim(0), in.get(1).dim(1), in.get(0).dim(2)),
                    i -> in.get(0).at(i[0], position(in.get(1), i[1], i[2]), i[3])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3, 2), Input.label(3, 2, 2))
        .sample(Input.real(-3, 3, 2, 3, 2), Input.label(3, 2, 0))
        .sample(Input.real(-3, 3, 1, 9, 20), Input.label(9, 30, 2))
        .refuses(out("too large", x -> x.at(index(3)), "at", "index 3", "[2, 3]", "-2 to 1"))
        .refuses(out("too small", x -> x.at(index(-3)), "at", "index -3", "[2, 3]", "-2 to 1"))
        .refuses(
            bad(
                "positions that are not whole",
                DTypeException.class,
                x -> x.at(Index.of(Tensor.ones(2))),
                "at",
                "f32",
                "i64",
                "bool"))
        .refuses(
            bad(
                "shapes that do not go together",
                x -> x.at(index(0, 1), index(0, 1, 2)),
                "at",
                "[2]",
                "[3]"));
  }

  private static Index index(long... positions) {
    return Index.of(Tensor.of(positions));
  }

  private static long position(Values index, long... at) {
    return (long) index.at(at);
  }

  private static OpCase negative() {
    return OpCase.of(
            "at(positions - 3)",
            in -> in.get(0).at(Index.of(in.get(1).sub(3L))),
            in ->
                Values.generate(
                    shape(in.get(1).dim(0), in.get(0).dim(1)),
                    i -> in.get(0).at(position(in.get(1), i[0]), i[1])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 2), Input.label(3, 5));
  }

  private static OpCase adjacent() {
    return OpCase.of(
            "at(:, rows, columns)",
            in -> in.get(0).at(Index.all(), Index.of(in.get(1)), Index.of(in.get(2))),
            in ->
                Values.generate(
                    shape(in.get(0).dim(0), in.get(1).dim(0), in.get(2).dim(0), in.get(0).dim(3)),
                    i ->
                        in.get(0)
                            .at(
                                i[0],
                                position(in.get(1), i[1], 0),
                                position(in.get(2), i[2]),
                                i[3])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3, 4, 1), Input.label(3, 2, 1), Input.label(4, 3));
  }

  private static OpCase apart() {
    return OpCase.of(
            "at(:, rows, :, columns)",
            in -> in.get(0).at(Index.all(), Index.of(in.get(1)), Index.all(), Index.of(in.get(2))),
            in ->
                Values.generate(
                    shape(in.get(1).dim(0), in.get(0).dim(0), in.get(0).dim(2)),
                    i ->
                        in.get(0)
                            .at(i[1], position(in.get(1), i[0]), i[2], position(in.get(2), i[0]))))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3, 2, 3), Input.label(3, 4), Input.label(3, 4));
  }

  private static OpCase afterNumber() {
    return OpCase.of(
            "at(1, ..., None, positions)",
            in -> in.get(0).at(Index.of(1), Index.ellipsis(), Index.newAxis(), Index.of(in.get(1))),
            in ->
                Values.generate(
                    shape(in.get(0).dim(1), 1, in.get(1).dim(0)),
                    i -> in.get(0).at(1, i[0], position(in.get(1), i[2]))))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3, 4), Input.label(4, 3));
  }

  private static OpCase mask() {
    return OpCase.of(
            "at(mask)",
            in -> in.get(0).at(Index.of(in.get(1))),
            in -> {
              int[] rows = where(in.get(1));
              return Values.generate(
                  shape(rows.length, in.get(0).dim(1)), i -> in.get(0).at(rows[(int) i[0]], i[1]));
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 5, 3), Input.mask(5))
        .sample(Input.real(-3, 3, 0, 3), Input.mask(0))
        .sample(Input.real(-3, 3, 80, 2), Input.mask(80))
        .refuses(
            bad(
                "a mask of another size",
                x -> x.at(Index.of(Tensor.ones(3).gt(0))),
                "at",
                "mask of shape [3]",
                "[2, 3]"))
        .refuses(
            bad(
                "a mask of too many dimensions",
                x -> x.at(Index.of(Tensor.ones(2, 3, 1).gt(0))),
                "at",
                "3 dimensions",
                "[2, 3]"));
  }

  /** Where a mask is true, in row-major order. */
  static int[] where(Values mask) {
    return IntStream.range(0, mask.data().length).filter(i -> mask.data()[i] != 0).toArray();
  }

  private static OpCase maskOfTwo() {
    return OpCase.of(
            "at(:, mask of two dimensions)",
            in -> in.get(0).at(Index.all(), Index.of(in.get(1))),
            in -> {
              int[] where = where(in.get(1));
              long width = in.get(1).dim(1);
              return Values.generate(
                  shape(in.get(0).dim(0), where.length),
                  i -> {
                    long place = where[(int) i[1]];
                    return in.get(0).at(i[0], place / width, place % width);
                  });
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3, 4), Input.mask(3, 4));
  }

  private static OpCase maskAndRange() {
    return OpCase.of(
            "at(mask, ::-1)",
            in -> in.get(0).at(Index.of(in.get(1)), Index.all().step(-1)),
            in -> {
              int[] rows = where(in.get(1));
              long last = in.get(0).dim(1) - 1;
              return Values.generate(
                  shape(rows.length, last + 1), i -> in.get(0).at(rows[(int) i[0]], last - i[1]));
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 5, 3), Input.mask(5));
  }

  /** The mask's places and the positions go together like two index vectors. */
  private static OpCase maskAndPositions() {
    return OpCase.of(
            "at(mask, position)",
            in -> in.get(0).at(Index.of(in.get(1)), Index.of(in.get(2))),
            in -> {
              int[] rows = where(in.get(1));
              return Values.generate(
                  shape(rows.length), i -> in.get(0).at(rows[(int) i[0]], position(in.get(2), 0)));
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 5, 3), Input.mask(5), Input.label(3, 1));
  }
}
