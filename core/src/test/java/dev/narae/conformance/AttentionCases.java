package dev.narae.conformance;

import dev.narae.AttentionOptions;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Attention with and without masks; queries that see no key among them. */
final class AttentionCases {
  private static final AttentionOptions PLAIN = AttentionOptions.DEFAULT;

  private AttentionCases() {}

  static List<OpCase> all() {
    return List.of(
        plain(), scaled(), causal(), masked(), blind(), added(), addedBlind(), perQuery());
  }

  private static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static OpCase plain() {
    return OpCase.of(
            "scaledDotProductAttention",
            in -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2)),
            in -> attention(in.get(0), in.get(1), in.get(2), 0, (i, j) -> 0))
        .within(2e-5, 1e-12)
        .sample(in(2, 3), in(4, 3), in(4, 2))
        .sample(in(2, 1, 2), in(2, 3, 2), in(2, 3, 2))
        .sample(in(2, 3, 2, 2), in(1, 3, 2), in(3, 3, 1))
        .sample(in(2, 0, 2), in(2, 3, 2), in(2, 3, 2))
        .sample(in(1, 2, 2), in(1, 0, 2), in(1, 0, 2))
        .sample(in(2, 3, 17, 9), in(2, 3, 13, 9), in(2, 3, 13, 5))
        .refuses(
            refused(
                "widths that differ",
                () -> Tensor.ones(2, 3).scaledDotProductAttention(Tensor.ones(4, 2), ones(4, 2)),
                "[2, 3]",
                "[4, 2]"))
        .refuses(
            refused(
                "keys and values that differ",
                () -> Tensor.ones(2, 3).scaledDotProductAttention(Tensor.ones(4, 3), ones(5, 3)),
                "[4, 3]",
                "[5, 3]"))
        .refuses(
            refused(
                "batches that differ",
                () -> ones(2, 2, 3).scaledDotProductAttention(ones(3, 4, 3), ones(3, 4, 3)),
                "[2, 2, 3]",
                "[3, 4, 3]"))
        .refuses(
            refused(
                "a vector",
                () -> Tensor.ones(3).scaledDotProductAttention(ones(4, 3), ones(4, 3)),
                "[3]",
                "(…, L, E)"))
        .refuses(
            ErrorCase.of(
                "dtypes that differ",
                DTypeException.class,
                () ->
                    ones(2, 3)
                        .scaledDotProductAttention(
                            Tensor.ones(Shape.of(2, 3), DType.F64), ones(2, 3)),
                "scaledDotProductAttention",
                "f32",
                "f64"))
        .refuses(
            refused(
                "a mask of another shape",
                () -> masked(Tensor.ones(Shape.of(3, 2), DType.BOOL)),
                "[3, 2]",
                "[2, 2]"))
        .refuses(
            ErrorCase.of(
                "a mask of whole numbers",
                DTypeException.class,
                () -> masked(Tensor.ones(Shape.of(2, 2), DType.I64)),
                "scaledDotProductAttention",
                "i64",
                "bool"))
        .refuses(
            ErrorCase.of(
                "a mask and causal",
                IllegalArgumentException.class,
                () ->
                    ones(2, 3)
                        .scaledDotProductAttention(
                            ones(2, 3),
                            ones(2, 3),
                            PLAIN.withCausal().withMask(Tensor.ones(Shape.of(2, 2), DType.BOOL))),
                "scaledDotProductAttention",
                "causal"));
  }

  private static Tensor masked(Tensor mask) {
    return ones(2, 3).scaledDotProductAttention(ones(2, 3), ones(2, 3), PLAIN.withMask(mask));
  }

  private static Tensor ones(long... sizes) {
    return Tensor.ones(sizes);
  }

  private static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    String[] all = java.util.Arrays.copyOf(fragments, fragments.length + 1);
    all[fragments.length] = "scaledDotProductAttention";
    return ErrorCase.of(what, ShapeException.class, call, all);
  }

  private static OpCase scaled() {
    return OpCase.of(
            "scaledDotProductAttention(scale)",
            in -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withScale(0.25)),
            in -> attention(in.get(0), in.get(1), in.get(2), 0.25, (i, j) -> 0))
        .within(2e-5, 1e-12)
        .sample(in(2, 3), in(4, 3), in(4, 2));
  }

  private static OpCase causal() {
    return OpCase.of(
            "scaledDotProductAttention(causal)",
            in -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withCausal()),
            in -> attention(in.get(0), in.get(1), in.get(2), 0, (i, j) -> j <= i ? 0 : NEVER))
        .within(2e-5, 1e-12)
        .sample(in(3, 2), in(3, 2), in(3, 2))
        .sample(in(1, 4, 2), in(1, 2, 2), in(1, 2, 2))
        .sample(in(1, 2, 2), in(1, 4, 2), in(1, 4, 2));
  }

  private static final double NEVER = Double.NEGATIVE_INFINITY;

  private static OpCase masked() {
    return OpCase.of(
            "scaledDotProductAttention(mask)",
            in ->
                in.get(0)
                    .scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withMask(in.get(3))),
            in ->
                attention(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    0,
                    (i, j) -> in.get(3).at(i, j) != 0 ? 0 : NEVER))
        .within(2e-5, 1e-12)
        .sample(in(3, 2), in(4, 2), in(4, 2), Input.mask(3, 4))
        .sample(in(2, 3, 2), in(2, 2, 2), in(2, 2, 2), Input.mask(3, 2));
  }

  /** Query 1 sees nothing. */
  private static OpCase blind() {
    return OpCase.of(
            "scaledDotProductAttention(mask, blind)",
            in -> {
              Tensor mask = rows(in.get(0)).ne(1L).expand(3, 2);
              return in.get(0)
                  .scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withMask(mask));
            },
            in -> attention(in.get(0), in.get(1), in.get(2), 0, (i, j) -> i == 1 ? NEVER : 0))
        .within(2e-5, 1e-12)
        .sample(in(2, 3, 2), in(2, 2, 2), in(2, 2, 2));
  }

  /** The numbers of three queries as a column. */
  private static Tensor rows(Tensor query) {
    return Tensor.arange(3, DType.I64, query.device()).unsqueeze(1);
  }

  private static OpCase added() {
    return OpCase.of(
            "scaledDotProductAttention(added)",
            in ->
                in.get(0)
                    .scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withMask(in.get(3))),
            in -> attention(in.get(0), in.get(1), in.get(2), 0, (i, j) -> in.get(3).at(i, j)))
        .within(2e-5, 1e-12)
        .sample(in(2, 3, 2), in(2, 2, 2), in(2, 2, 2), in(3, 2));
  }

  /** Query 0 sees nothing, for negative infinity is added to all its scores. */
  private static OpCase addedBlind() {
    return OpCase.of(
            "scaledDotProductAttention(added, blind)",
            in -> {
              Tensor never = Tensor.zerosLike(in.get(3)).sub(Double.POSITIVE_INFINITY);
              Tensor mask = rows(in.get(0)).eq(0L).where(never, in.get(3));
              return in.get(0)
                  .scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withMask(mask));
            },
            in ->
                attention(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    0,
                    (i, j) -> i == 0 ? NEVER : in.get(3).at(i, j)))
        .within(2e-5, 1e-12)
        .sample(in(1, 3, 2), in(1, 2, 2), in(1, 2, 2), in(3, 2));
  }

  /** One truth value for each query. */
  private static OpCase perQuery() {
    return OpCase.of(
            "scaledDotProductAttention(mask of queries)",
            in ->
                in.get(0)
                    .scaledDotProductAttention(in.get(1), in.get(2), PLAIN.withMask(in.get(3))),
            in ->
                attention(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    0,
                    (i, j) -> in.get(3).at(i, 0) != 0 ? 0 : NEVER))
        .within(2e-5, 1e-12)
        .sample(in(3, 2), in(2, 2), in(2, 2), Input.mask(3, 1));
  }

  /** What is added to the score of query i and key j. */
  private interface Mask {
    double at(long i, long j);
  }

  private static Values attention(Values q, Values k, Values v, double scale, Mask mask) {
    Shape batch = batch(q).broadcast("", batch(k)).broadcast("", batch(v));
    Values queries = broadcast(q, batch);
    Values keys = broadcast(k, batch);
    Values values = broadcast(v, batch);
    long width = last(q, 1);
    double factor = scale == 0 ? 1 / Math.sqrt((double) width) : scale;
    Shape out = batch.insert(batch.rank(), last(q, 2));
    return Values.generate(
        out.insert(out.rank(), last(v, 1)),
        i -> {
          int count = (int) last(k, 2);
          double[] scores = new double[count];
          for (int s = 0; s < count; s++) {
            for (int e = 0; e < width; e++) {
              scores[s] += queries.at(at(i, i[batch.rank()], e)) * keys.at(at(i, s, e));
            }
            scores[s] = scores[s] * factor + mask.at(i[batch.rank()], s);
          }
          double total = Along.logSumExp(scores);
          double sum = 0;
          for (int s = 0; s < count && total != NEVER; s++) {
            sum += Math.exp(scores[s] - total) * values.at(at(i, s, i[batch.rank() + 1]));
          }
          return sum;
        });
  }

  private static long last(Values x, int fromEnd) {
    return x.dim(x.shape().rank() - fromEnd);
  }

  private static Shape batch(Values x) {
    int rank = x.shape().rank();
    return x.shape().without(rank - 1).without(rank - 2);
  }

  private static Values broadcast(Values x, Shape batch) {
    Shape rows = batch.insert(batch.rank(), last(x, 2));
    return x.broadcastTo(rows.insert(rows.rank(), last(x, 1)));
  }

  /** The place in a matrix of the batch that {@code i} is in. */
  private static long[] at(long[] i, long row, long column) {
    long[] place = i.clone();
    place[i.length - 2] = row;
    place[i.length - 1] = column;
    return place;
  }
}
