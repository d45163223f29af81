package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Several tensors put together to one. */
final class JoiningCases {
  private JoiningCases() {}

  static List<OpCase> all() {
    return List.of(cat(0), cat(-1), stack(), meshgrid());
  }

  private static OpCase cat(int dim) {
    OpCase result =
        OpCase.of(
                "cat(%d)".formatted(dim),
                in -> Tensor.cat(dim, in.toArray(Tensor[]::new)),
                in -> joined(in, dim < 0 ? dim + 2 : dim))
            .on(ALL, ResultType.SAME)
            .sample(Input.real(-3, 3, 2, 3), Input.real(-3, 3, 2, 3))
            .sample(Input.real(-3, 3, 4, 4))
            .sample(Input.real(-3, 3, 2, 2), Input.real(-3, 3, 2, 2), Input.real(-3, 3, 2, 2));
    return result
        .refuses(
            ErrorCase.of(
                "sizes that differ elsewhere",
                ShapeException.class,
                () -> Tensor.cat(0, Tensor.ones(2, 3), Tensor.ones(2, 4)),
                "cat",
                "[2, 3]",
                "[2, 4]"))
        .refuses(
            ErrorCase.of(
                "no tensors",
                IllegalArgumentException.class,
                () -> Tensor.cat(0),
                "cat",
                "at least one"));
  }

  private static Values joined(List<Values> parts, int dim) {
    long total = parts.stream().mapToLong(p -> p.dim(dim)).sum();
    return Values.generate(
        parts.getFirst().shape().with(dim, total),
        index -> {
          long[] at = index.clone();
          int part = 0;
          while (at[dim] >= parts.get(part).dim(dim)) {
            at[dim] -= parts.get(part++).dim(dim);
          }
          return parts.get(part).at(at);
        });
  }

  private static OpCase meshgrid() {
    return OpCase.of(
            "meshgrid",
            in -> Tensor.stack(0, Tensor.meshgrid(in.get(0), in.get(1)).toArray(Tensor[]::new)),
            in ->
                Values.generate(
                    Shape.of(2, in.get(0).dim(0), in.get(1).dim(0)),
                    i -> i[0] == 0 ? in.get(0).at(i[1]) : in.get(1).at(i[2])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2), Input.real(-3, 3, 4))
        .sample(Input.real(-3, 3, 1), Input.real(-3, 3, 0))
        .refuses(
            ErrorCase.of(
                "a matrix",
                ShapeException.class,
                () -> Tensor.meshgrid(Tensor.ones(2), Tensor.ones(2, 3)).getFirst(),
                "meshgrid",
                "tensor 1",
                "[2, 3]",
                "flatten"));
  }

  private static OpCase stack() {
    return OpCase.of(
            "stack(1)",
            in -> Tensor.stack(1, in.toArray(Tensor[]::new)),
            in ->
                Values.generate(
                    in.getFirst().shape().insert(1, in.size()),
                    i -> in.get((int) i[1]).at(i[0], i[2])))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3), Input.real(-3, 3, 2, 3), Input.real(-3, 3, 2, 3))
        .refuses(
            ErrorCase.of(
                "shapes that differ",
                ShapeException.class,
                () -> Tensor.stack(0, Tensor.ones(2), Tensor.ones(3)),
                "[1, 2]",
                "[1, 3]"));
  }
}
