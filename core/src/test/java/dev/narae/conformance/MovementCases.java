package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.move;
import static dev.narae.conformance.Moves.out;

import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Views and other rearrangements. */
final class MovementCases {
  private MovementCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>(shapes());
    cases.addAll(orders());
    cases.addAll(parts());
    return cases;
  }

  private static List<OpCase> shapes() {
    return List.of(
        move(
                "reshape",
                x -> x.reshape(3, -1),
                x -> x.reshape(3, x.data().length / 3),
                new long[] {2, 3},
                new long[] {2, 3, 5})
            .refuses(bad("other size", x -> x.reshape(4, 2), "reshape", "[2, 3]", "[4, 2]"))
            .refuses(bad("no divisor", x -> x.reshape(4, -1), "reshape", "[2, 3]", "[4, -1]"))
            .refuses(bad("two unknowns", x -> x.reshape(-1, -1), "reshape", "one may be -1"))
            .refuses(bad("negative", x -> x.reshape(-2, 3), "reshape", "[-2, 3]")),
        move("reshape()", x -> x.reshape(), x -> x.reshape(), new long[] {1, 1}),
        move(
            "flatten",
            Tensor::flatten,
            x -> x.reshape(x.data().length),
            new long[] {2, 3},
            new long[] {}),
        move(
                "flatten(1, 2)",
                x -> x.flatten(1, 2),
                x -> x.reshape(x.dim(0), x.dim(1) * x.dim(2), x.dim(3)),
                new long[] {2, 3, 4, 1})
            .refuses(bad("wrong order", x -> x.flatten(1, 0), "flatten", "[2, 3]")),
        move(
                "squeeze(1)",
                x -> x.squeeze(1),
                x -> x.reshape(x.dim(0), x.dim(2)),
                new long[] {2, 1, 3})
            .refuses(bad("no such dimension", x -> x.squeeze(2), "squeeze", "[2, 3]", "-2 to 1")),
        move(
            "squeeze",
            Tensor::squeeze,
            x -> x.reshape(x.dim(1), x.dim(3)),
            new long[] {1, 2, 1, 3}),
        move(
            "unsqueeze(-1)",
            x -> x.unsqueeze(-1),
            x -> x.reshape(x.dim(0), x.dim(1), 1),
            new long[] {2, 3}),
        move(
                "unsqueeze(0)",
                x -> x.unsqueeze(0),
                x -> x.reshape(1, x.dim(0), x.dim(1)),
                new long[] {2, 3})
            .refuses(bad("no such dimension", x -> x.unsqueeze(4), "unsqueeze", "dimension 4")),
        move(
                "expand",
                x -> x.expand(4, 2, -1),
                x -> x.broadcastTo(Shape.of(4, 2, x.dim(1))),
                new long[] {1, 3},
                new long[] {2, 5})
            .refuses(bad("does not fit", x -> x.expand(4, 3), "expand", "[2, 3]", "[4, 3]")));
  }

  private static List<OpCase> orders() {
    return List.of(
        move(
                "permute",
                x -> x.permute(2, 0, -2),
                x ->
                    Values.generate(
                        Shape.of(x.dim(2), x.dim(0), x.dim(1)), i -> x.at(i[1], i[2], i[0])),
                new long[] {2, 3, 4},
                new long[] {2, 0, 4})
            .refuses(bad("a dimension twice", x -> x.permute(0, 0), "permute", "[0, 0]", "[2, 3]"))
            .refuses(bad("too few", x -> x.permute(0), "permute", "[0]", "[2, 3]")),
        move(
            "transpose",
            x -> x.transpose(0, -1),
            x ->
                Values.generate(
                    Shape.of(x.dim(2), x.dim(1), x.dim(0)), i -> x.at(i[2], i[1], i[0])),
            new long[] {2, 3, 4}),
        move(
                "t",
                Tensor::t,
                x -> Values.generate(Shape.of(x.dim(1), x.dim(0)), i -> x.at(i[1], i[0])),
                new long[] {3, 5})
            .refuses(bad("no matrix", x -> x.reshape(6).t(), "t:", "[6]", "transpose")),
        move(
            "copy",
            x -> x.transpose(0, 1).copy(),
            x -> Values.generate(Shape.of(x.dim(1), x.dim(0)), i -> x.at(i[1], i[0])),
            new long[] {3, 5}),
        move(
            "contiguous",
            x -> x.transpose(0, 1).contiguous(),
            x -> Values.generate(Shape.of(x.dim(1), x.dim(0)), i -> x.at(i[1], i[0])),
            new long[] {3, 5},
            new long[] {3, 67}));
  }

  private static List<OpCase> parts() {
    return List.of(
        move(
                "narrow",
                x -> x.narrow(-1, 1, 3),
                x -> part(x, 3, 1, 1),
                new long[] {2, 5},
                new long[] {3, 4})
            .refuses(out("beyond the end", x -> x.narrow(1, 2, 2), "narrow", "[2, 3]")),
        move("slice", x -> x.slice(1, -4, 9), x -> part(x, 4, x.dim(1) - 4, 1), new long[] {2, 6}),
        move(
                "slice(step)",
                x -> x.slice(1, 1, 6, 2),
                x -> part(x, 3, 1, 2),
                new long[] {2, 6},
                new long[] {3, 7})
            .refuses(bad("step 0", x -> x.slice(1, 0, 2, 0), "slice", "step 0")),
        move("slice(empty)", x -> x.slice(1, 4, 2), x -> part(x, 0, 0, 1), new long[] {2, 6}),
        move(
                "select",
                x -> x.select(1, -2),
                x -> Values.generate(Shape.of(x.dim(0)), i -> x.at(i[0], x.dim(1) - 2)),
                new long[] {4, 3})
            .refuses(out("index 3", x -> x.select(1, 3), "select", "index 3", "[2, 3]", "-3 to 2")),
        move("get", x -> x.get(1, 2), x -> Values.scalar(x.at(1, 2)), new long[] {2, 3}));
  }

  private static Values part(Values x, long count, long start, long step) {
    return Values.generate(Shape.of(x.dim(0), count), i -> x.at(i[0], start + i[1] * step));
  }
}
