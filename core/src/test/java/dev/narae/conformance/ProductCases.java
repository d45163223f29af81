package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Products under the names that fix the ranks, and functions of matrices. */
final class ProductCases {
  private static final Set<DType> DTYPES = EnumSet.of(DType.I32, DType.I64, DType.F32, DType.F64);

  private ProductCases() {}

  static List<OpCase> all() {
    return List.of(
        ranks("dot", "i,i->", in -> in.get(0).dot(in.get(1)))
            .sample(in(4), in(4))
            .refuses(refused("dot", () -> Tensor.ones(2, 2).dot(Tensor.ones(2)), "[2, 2]"))
            .refuses(refused("matmul", () -> Tensor.ones(3).dot(Tensor.ones(2)), "[3]", "[2]")),
        ranks("mv", "ij,j->i", in -> in.get(0).mv(in.get(1)))
            .sample(in(3, 4), in(4))
            .refuses(refused("mv", () -> Tensor.ones(2).mv(Tensor.ones(2)), "[2]", "matmul")),
        ranks("bmm", "bij,bjk->bik", in -> in.get(0).bmm(in.get(1)))
            .sample(in(2, 3, 2), in(2, 2, 3))
            .sample(in(0, 3, 2), in(0, 2, 3))
            .refuses(refused("bmm", () -> Tensor.ones(2, 2).bmm(Tensor.ones(2, 2)), "3 and 3 dim"))
            .refuses(
                refused(
                    "bmm",
                    () -> Tensor.ones(1, 2, 2).bmm(Tensor.ones(3, 2, 2)),
                    "1 and 3 matrices")),
        ranks("outer", "i,j->ij", in -> in.get(0).outer(in.get(1)))
            .sample(in(3), in(4))
            .sample(in(0), in(4))
            .refuses(refused("outer", () -> Tensor.ones(2, 2).outer(Tensor.ones(2)), "[2, 2]")),
        ranks("trace", "ii->", in -> in.get(0).trace())
            .on(OpCase.NUMBERS, ResultType.SUM)
            .sample(in(3, 3))
            .refuses(refused("trace", () -> Tensor.ones(3).trace(), "[3]")),
        rectangular(),
        addmm(),
        addmmScaled(),
        baddbmm(),
        kron(),
        ranks("tensordot", "ijk,jkl->il", in -> in.get(0).tensordot(in.get(1), 2))
            .sample(in(2, 3, 2), in(3, 2, 4))
            .refuses(
                refused(
                    "tensordot",
                    () -> Tensor.ones(2, 3).tensordot(Tensor.ones(2, 3), 1),
                    "[2, 3]",
                    "differ in size")),
        ranks(
                "tensordot(dims)",
                "ijk,ljm->kilm",
                in -> in.get(0).permute(2, 0, 1).tensordot(in.get(1), new int[] {2}, new int[] {1}))
            .sample(in(2, 3, 2), in(4, 3, 1))
            .refuses(
                refused(
                    "tensordot",
                    () ->
                        Tensor.ones(2, 3)
                            .tensordot(Tensor.ones(2, 3), new int[] {0, 0}, new int[] {0, 0}),
                    "named twice")),
        power(),
        identity(),
        cross());
  }

  private static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static OpCase ranks(String name, String equation, dev.narae.GradCheck.Subject subject) {
    return OpCase.of(name, subject, in -> EinsumCases.byDefinition(equation, in))
        .on(DTYPES, ResultType.SAME);
  }

  private static ErrorCase refused(String op, Supplier<Tensor> call, String... fragments) {
    List<String> all = new java.util.ArrayList<>(List.of(fragments));
    all.add(op);
    return new ErrorCase("other shapes", call, ShapeException.class, all);
  }

  private static OpCase rectangular() {
    return OpCase.of(
            "trace(rectangular)",
            in -> in.get(0).trace(),
            in -> Values.scalar(in.get(0).at(0, 0) + in.get(0).at(1, 1)))
        .on(OpCase.NUMBERS, ResultType.SUM)
        .sample(in(2, 4))
        .sample(in(3, 2));
  }

  private static OpCase addmm() {
    return OpCase.of(
            "addmm",
            in -> in.get(0).addmm(in.get(1), in.get(2)),
            in ->
                ElementwiseCase.combine(
                    in.get(0), MatmulCases.product(in.get(1), in.get(2)), Double::sum))
        .on(DTYPES, ResultType.SAME)
        .sample(in(2, 3), in(2, 4), in(4, 3))
        .sample(in(3), in(2, 4), in(4, 3))
        .refuses(
            refused(
                "addmm",
                () -> Tensor.ones(3, 2, 3).addmm(Tensor.ones(2, 4), Tensor.ones(4, 3)),
                "[3, 2, 3]",
                "[2, 3]"))
        .refuses(
            refused(
                "addmm",
                () -> Tensor.ones(3).addmm(Tensor.ones(4), Tensor.ones(4, 3)),
                "[4]",
                "[4, 3]"));
  }

  private static OpCase addmmScaled() {
    return OpCase.of(
            "addmm(beta, alpha)",
            in ->
                in.get(0)
                    .addmm(in.get(1), in.get(2), 0.5, -2)
                    .add(in.get(0).mul(Double.NaN).addmm(in.get(1), in.get(2), 0, 1)),
            in ->
                ElementwiseCase.combine(
                    in.get(0),
                    MatmulCases.product(in.get(1), in.get(2)),
                    (x, product) -> 0.5 * x - product))
        .within(1e-5, 1e-12)
        .sample(in(2, 3), in(2, 4), in(4, 3));
  }

  private static OpCase baddbmm() {
    return OpCase.of(
            "baddbmm",
            in -> in.get(0).baddbmm(in.get(1), in.get(2)),
            in ->
                ElementwiseCase.combine(
                    in.get(0), MatmulCases.product(in.get(1), in.get(2)), Double::sum))
        .sample(in(2, 2, 3), in(2, 2, 2), in(2, 2, 3))
        .sample(in(3), in(2, 2, 2), in(2, 2, 3))
        .refuses(
            refused(
                "baddbmm",
                () -> Tensor.ones(4).baddbmm(Tensor.ones(2, 2, 2), Tensor.ones(2, 2, 3)),
                "[4]",
                "[2, 2, 3]"));
  }

  private static OpCase kron() {
    return OpCase.of(
            "kron",
            in -> in.get(0).kron(in.get(1)),
            in -> {
              Values a = padded(in.get(0));
              Values b = padded(in.get(1));
              return Values.generate(
                  Shape.of(a.dim(0) * b.dim(0), a.dim(1) * b.dim(1)),
                  i ->
                      a.at(i[0] / b.dim(0), i[1] / b.dim(1))
                          * b.at(i[0] % b.dim(0), i[1] % b.dim(1)));
            })
        .on(DTYPES, ResultType.SAME)
        .sample(in(2, 3), in(2, 2))
        .sample(in(2, 3), in(2))
        .sample(in(3), in(1, 2));
  }

  private static Values padded(Values x) {
    return x.shape().rank() == 1 ? x.reshape(1, x.dim(0)) : x;
  }

  private static OpCase power() {
    return OpCase.of(
            "matrixPower",
            in -> in.get(0).matrixPower(5),
            in -> {
              Values result = in.get(0);
              for (int i = 1; i < 5; i++) {
                result = MatmulCases.product(result, in.get(0));
              }
              return result;
            })
        .within(1e-4, 1e-11)
        .sample(Input.real(-1, 1, 3, 3))
        .sample(Input.real(-1, 1, 2, 2, 2))
        .refuses(refused("matrixPower", () -> Tensor.ones(2, 3).matrixPower(2), "[2, 3]"))
        .refuses(
            ErrorCase.of(
                "a negative exponent of a singular matrix",
                ArithmeticException.class,
                () -> Tensor.ones(2, 2).matrixPower(-1),
                "inv",
                "singular"));
  }

  private static OpCase identity() {
    return OpCase.of(
            "matrixPower(0)",
            in -> in.get(0).matrixPower(0),
            in ->
                Values.generate(in.get(0).shape(), i -> i[i.length - 1] == i[i.length - 2] ? 1 : 0))
        .order(0)
        .sample(in(3, 3))
        .sample(in(2, 2, 2));
  }

  private static OpCase cross() {
    return OpCase.of(
            "cross",
            in -> in.get(0).cross(in.get(1), 1),
            in -> {
              Shape shape = in.get(0).shape().broadcast("", in.get(1).shape());
              Values x = in.get(0).broadcastTo(shape);
              Values y = in.get(1).broadcastTo(shape);
              return Values.generate(
                  shape,
                  i -> {
                    double[] a = Along.line(x, i, 1);
                    double[] b = Along.line(y, i, 1);
                    int next = (int) (i[1] + 1) % 3;
                    int last = (int) (i[1] + 2) % 3;
                    return a[next] * b[last] - a[last] * b[next];
                  });
            })
        .on(DTYPES, ResultType.SAME)
        .sample(in(2, 3), in(2, 3))
        .sample(in(2, 3, 2), in(1, 3, 1))
        .refuses(refused("cross", () -> Tensor.ones(2, 4).cross(Tensor.ones(2, 4), 1), "size 4"));
  }
}
