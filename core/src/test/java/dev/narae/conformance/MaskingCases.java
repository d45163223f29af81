package dev.narae.conformance;

import static dev.narae.conformance.IndexTensorCases.where;
import static dev.narae.conformance.Moves.bad;
import static dev.narae.conformance.Moves.shape;
import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.NUMBERS;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;

/** Choosing elements by truth values; masks are broadcast. */
final class MaskingCases {
  private MaskingCases() {}

  static List<OpCase> all() {
    return List.of(
        maskedFill(),
        maskedFillTensor(),
        maskedSelect(),
        maskedScatter(),
        nonzero(),
        nonzeroScalar(),
        nonzeroTuple());
  }

  private static ErrorCase noMask(String op, java.util.function.Function<Tensor, Object> call) {
    return bad("a mask that is not BOOL", DTypeException.class, call, op, "f32", "bool");
  }

  private static OpCase maskedFill() {
    return OpCase.of(
            "maskedFill(number)",
            in -> in.get(0).maskedFill(in.get(1), 2),
            in -> {
              Shape common = in.get(0).shape().broadcast("", in.get(1).shape());
              Values x = in.get(0).broadcastTo(common);
              Values mask = in.get(1).broadcastTo(common);
              return Values.generate(common, i -> mask.at(i) != 0 ? 2 : x.at(i));
            })
        .on(NUMBERS, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3), Input.mask(2, 3))
        .sample(Input.real(-3, 3, 2, 3), Input.mask(3))
        .sample(Input.real(-3, 3, 3), Input.mask(2, 1))
        .sample(Input.real(-3, 3, 0, 3), Input.mask(0, 3))
        .refuses(noMask("maskedFill", x -> x.maskedFill(x, 1)))
        .refuses(bad("misfit", x -> x.maskedFill(mask(2), 1), "maskedFill", "[2, 3]", "[2]"));
  }

  private static Tensor mask(long... sizes) {
    return Tensor.ones(Shape.of(sizes), DType.BOOL);
  }

  private static OpCase maskedFillTensor() {
    return OpCase.of(
            "maskedFill(tensor)",
            in -> in.get(0).maskedFill(in.get(1), in.get(2)),
            in ->
                Values.generate(
                    in.get(0).shape(),
                    i -> in.get(1).at(i) != 0 ? in.get(2).at() : in.get(0).at(i)))
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3), Input.mask(2, 3), Input.real(-3, 3))
        .refuses(
            bad(
                "a value with dimensions",
                x -> x.maskedFill(mask(2, 3), x),
                "maskedFill",
                "[2, 3]",
                "where"));
  }

  private static OpCase maskedSelect() {
    return OpCase.of(
            "maskedSelect",
            in -> in.get(0).maskedSelect(in.get(1)),
            in -> {
              Shape common = in.get(0).shape().broadcast("", in.get(1).shape());
              Values x = in.get(0).broadcastTo(common);
              int[] places = where(in.get(1).broadcastTo(common));
              return Values.generate(shape(places.length), i -> x.data()[places[(int) i[0]]]);
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3), Input.mask(2, 3))
        .sample(Input.real(-3, 3, 3), Input.mask(4, 1))
        .sample(Input.real(-3, 3, 0), Input.mask(0))
        .sample(Input.real(-3, 3, 30, 40), Input.mask(30, 40))
        .refuses(noMask("maskedSelect", x -> x.maskedSelect(x)))
        .refuses(bad("misfit", x -> x.maskedSelect(mask(2)), "maskedSelect", "[2, 3]", "[2]"));
  }

  private static OpCase maskedScatter() {
    return OpCase.of(
            "maskedScatter",
            in -> in.get(0).maskedScatter(in.get(1), in.get(2)),
            in -> {
              Values result = in.get(0).map(v -> v);
              int[] places = where(in.get(1).broadcastTo(result.shape()));
              for (int k = 0; k < places.length; k++) {
                result.data()[places[k]] = in.get(2).data()[k];
              }
              return result;
            })
        .on(ALL, ResultType.SAME)
        .sample(Input.real(-3, 3, 2, 3), Input.mask(2, 3), Input.real(-3, 3, 3, 2))
        .sample(Input.real(-3, 3, 2, 3), Input.mask(3), Input.real(-3, 3, 7))
        .sample(Input.real(-3, 3, 0), Input.mask(0), Input.real(-3, 3, 0))
        .refuses(noMask("maskedScatter", x -> x.maskedScatter(x, x)))
        .refuses(
            bad(
                "too few elements",
                x -> x.maskedScatter(mask(2, 3), Tensor.ones(5)),
                "maskedScatter",
                "[5]",
                "true for 6"))
        .refuses(
            bad(
                "another dtype",
                DTypeException.class,
                x -> x.maskedScatter(mask(2, 3), x.to(DType.F64)),
                "maskedScatter",
                "f32",
                "f64"));
  }

  private static OpCase nonzero() {
    return OpCase.of(
            "nonzero",
            in -> in.get(0).trunc().nonzero(),
            in -> {
              Values x = in.get(0);
              int[] places = where(x.map(v -> (double) (long) v));
              return Values.generate(
                  shape(places.length, 3),
                  i -> {
                    long place = places[(int) i[0]];
                    long[] at = {
                      place / x.dim(2) / x.dim(1), place / x.dim(2) % x.dim(1), place % x.dim(2)
                    };
                    return at[(int) i[1]];
                  });
            })
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.real(-2, 2, 2, 3, 4))
        .sample(Input.real(-2, 2, 2, 0, 4))
        .sample(Input.real(-2, 2, 9, 1, 40));
  }

  private static OpCase nonzeroScalar() {
    return OpCase.of("nonzero(scalar)", in -> in.get(0).nonzero(), _ -> new Values(shape(1, 0)))
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.real(1, 3));
  }

  private static OpCase nonzeroTuple() {
    return OpCase.of(
            "nonzeroTuple",
            in -> Tensor.stack(0, in.get(0).nonzeroTuple().toArray(Tensor[]::new)),
            in -> {
              int[] places = where(in.get(0));
              long width = in.get(0).dim(1);
              return Values.generate(
                  shape(2, places.length),
                  i -> {
                    long place = places[(int) i[1]];
                    return i[0] == 0 ? place / width : place % width;
                  });
            })
        .on(NUMBERS, ResultType.I64)
        .order(0)
        .sample(Input.real(-2, 2, 3, 4));
  }
}
