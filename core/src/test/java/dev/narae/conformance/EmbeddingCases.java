package dev.narae.conformance;

import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.out;
import static dev.narae.conformance.Moves.shape;
import static dev.narae.conformance.OpCase.ALL;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Rows for indices, and indices as rows. */
final class EmbeddingCases {
  private EmbeddingCases() {}

  static List<OpCase> all() {
    return List.of(embedding(), padded(), oneHot(), oneHotOfAll());
  }

  private static OpCase embedding() {
    return OpCase.of(
            "embedding", in -> in.get(0).embedding(in.get(1)), in -> rows(in.get(0), in.get(1)))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 4, 3), Input.label(4, 2, 3))
        .sample(Input.real(-3, 3, 4, 3), Input.label(4, 0))
        .sample(Input.real(-3, 3, 2, 1), Input.label(2))
        .refuses(out("no such row", x -> x.embedding(index(2)), "embedding", "index 2", "0 to 1"))
        .refuses(out("negative", x -> x.embedding(index(-1)), "embedding", "index -1"))
        .refuses(
            bad("no matrix", x -> x.flatten().embedding(index(0)), "embedding", "[6]", "matrix"))
        .refuses(
            bad(
                "indices that are not whole",
                DTypeException.class,
                x -> x.embedding(x),
                "embedding",
                "f32",
                "i64"));
  }

  private static Tensor index(long... values) {
    return Tensor.of(values);
  }

  private static Values rows(Values weight, Values index) {
    long width = weight.dim(1);
    double[] data = new double[(int) (index.data().length * width)];
    for (int i = 0; i < data.length; i++) {
      data[i] = weight.at((long) index.data()[(int) (i / width)], i % width);
    }
    return new Values(index.shape().insert(index.shape().rank(), width), data);
  }

  /** Differences would see the padding row move; its gradient has a test of its own. */
  private static OpCase padded() {
    return OpCase.of(
            "embedding(padding)",
            in -> in.get(0).embedding(in.get(1), -1),
            in -> rows(in.get(0), in.get(1)))
        .on(ALL, ResultType.SAME)
        .order(0)
        .sample(Input.real(-3, 3, 4, 3), Input.label(4, 2, 3))
        .refuses(out("no such row", x -> x.embedding(index(0), 2), "padding index 2", "-2 to 1"));
  }

  private static OpCase oneHot() {
    return OpCase.of(
            "oneHot(4)",
            in -> in.get(0).oneHot(4),
            in ->
                Values.generate(
                    shape(in.get(0).dim(0), in.get(0).dim(1), 4),
                    i -> in.get(0).at(i[0], i[1]) == i[2] ? 1 : 0))
        .on(java.util.Set.of(DType.I64, DType.I32), ResultType.I64)
        .order(0)
        .sample(Input.label(4, 2, 3))
        .sample(Input.label(4, 0, 3))
        .refuses(out("too large", _ -> index(4).oneHot(4), "oneHot", "index 4", "0 to 3"))
        .refuses(bad("not whole", DTypeException.class, x -> x.oneHot(4), "oneHot", "f32", "i64"));
  }

  private static OpCase oneHotOfAll() {
    return OpCase.of(
            "oneHot",
            in -> in.get(0).oneHot(),
            in -> {
              long classes = (long) Along.maximum(in.get(0).data()) + 1;
              return Values.generate(
                  shape(in.get(0).dim(0), classes), i -> in.get(0).at(i[0]) == i[1] ? 1 : 0);
            })
        .on(java.util.Set.of(DType.I64), ResultType.I64)
        .order(0)
        .sample(Input.label(4, 5))
        .refuses(bad("nothing", _ -> Tensor.of(new long[0]).oneHot(), "oneHot", "[0]", "classes"));
  }
}
