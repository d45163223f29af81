package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.out;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.Index;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Writing into parts of a copy, so that gradients for what was there show too. */
final class WritingCases {
  private WritingCases() {}

  static List<OpCase> all() {
    return List.of(
        setRange(),
        setNumber(),
        setPositions(),
        setNumberAtPositions(),
        setMask(),
        setNumberAtMask(),
        addRange(),
        addPositions());
  }

  private static OpCase setRange() {
    return OpCase.of(
            "setAt(\"1:, ::-1\")",
            in -> in.get(0).copy().setAt("1:, ::-1", in.get(1)),
            in ->
                Values.generate(
                    in.get(0).shape(),
                    i ->
                        i[0] == 0 ? in.get(0).at(i) : in.get(1).at(0, in.get(0).dim(1) - 1 - i[1])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 1, 4))
        .sample(Input.real(-3, 3, 1, 2), Input.real(-3, 3, 1, 2))
        .refuses(bad("too large", x -> x.setAt("0", Tensor.ones(2)), "setAt", "[2]", "[3]", "or 1"))
        .refuses(out("beyond the end", x -> x.setAt("2", 1), "setAt", "index 2", "[2, 3]"));
  }

  private static OpCase setNumber() {
    return OpCase.of(
            "setAt(\"..., -1\")",
            in -> in.get(0).copy().setAt("..., -1", 2),
            in ->
                Values.generate(
                    in.get(0).shape(), i -> i[1] == in.get(0).dim(1) - 1 ? 2 : in.get(0).at(i)))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4));
  }

  private static OpCase setPositions() {
    return OpCase.of(
            "setAt(:, positions)",
            in -> in.get(0).copy().setAt(List.of(Index.all(), Index.of(in.get(1))), in.get(2)),
            in -> written(in.get(0), in.get(1), in.get(2), false))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 4), Input.label(4, 3), Input.real(-3, 3, 2, 3))
        .sample(Input.real(-3, 3, 2, 4), Input.label(4, 6), Input.real(-3, 3, 2, 6))
        .sample(Input.real(-3, 3, 2, 4), Input.label(4, 0), Input.real(-3, 3, 2, 0))
        .refuses(
            out(
                "out of range",
                x -> x.setAt(Index.of(Tensor.of(new long[] {2})), 1),
                "setAt",
                "index 2",
                "[2, 3]"))
        .refuses(
            bad(
                "a value of another size",
                x -> x.setAt(Index.of(Tensor.of(new long[] {0, 1})), Tensor.ones(3, 3)),
                "setAt",
                "[3, 3]",
                "[2, 3]"))
        .refuses(
            bad(
                "an expanded tensor",
                x -> x.expand(2, 2, 3).setAt(Index.of(Tensor.of(new long[] {0})), 1),
                "expanded",
                "copy()"));
  }

  private static Values written(Values x, Values columns, Values value, boolean adds) {
    Values result = x.map(v -> v);
    for (long row = 0; row < x.dim(0); row++) {
      for (long k = 0; k < columns.dim(0); k++) {
        int place = (int) (row * x.dim(1) + (long) columns.at(k));
        result.data()[place] = value.at(row, k) + (adds ? result.data()[place] : 0);
      }
    }
    return result;
  }

  private static OpCase setNumberAtPositions() {
    return OpCase.of(
            "setAt(:, positions)(number)",
            in -> in.get(0).copy().setAt(List.of(Index.all(), Index.of(in.get(1))), 2),
            in ->
                written(
                    in.get(0),
                    in.get(1),
                    Values.generate(Moves.shape(in.get(0).dim(0), in.get(1).dim(0)), _ -> 2),
                    false))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 4), Input.label(4, 3));
  }

  private static OpCase setMask() {
    return OpCase.of(
            "setAt(mask)",
            in -> in.get(0).copy().setAt(Index.of(in.get(1)), in.get(2)),
            in ->
                Values.generate(
                    in.get(0).shape(),
                    i -> in.get(1).at(i[0]) != 0 ? in.get(2).at(i[1]) : in.get(0).at(i)))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 5, 3), Input.mask(5), Input.real(-3, 3, 3));
  }

  private static OpCase setNumberAtMask() {
    return OpCase.of(
            "setAt(1:, mask)(number)",
            in -> in.get(0).copy().setAt(List.of(Index.from(1), Index.of(in.get(1))), 2),
            in ->
                Values.generate(
                    in.get(0).shape(),
                    i -> i[0] > 0 && in.get(1).at(i[1]) != 0 ? 2 : in.get(0).at(i)))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 5, 2), Input.mask(5));
  }

  private static OpCase addRange() {
    return OpCase.of(
            "addAt(\":, 1\")",
            in -> in.get(0).copy().addAt(":, 1", in.get(1)),
            in ->
                Values.generate(
                    in.get(0).shape(), i -> in.get(0).at(i) + (i[1] == 1 ? in.get(1).at(i[0]) : 0)))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 3, 4), Input.real(-3, 3, 3));
  }

  private static OpCase addPositions() {
    return OpCase.of(
            "addAt(:, positions)",
            in -> in.get(0).copy().addAt(List.of(Index.all(), Index.of(in.get(1))), in.get(2)),
            in -> written(in.get(0), in.get(1), in.get(2), true))
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 4), Input.label(4, 6), Input.real(-3, 3, 2, 6));
  }
}
