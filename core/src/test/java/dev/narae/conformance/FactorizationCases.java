package dev.narae.conformance;

import static dev.narae.conformance.OpCase.SINGLE_AND_DOUBLE;

import dev.narae.DTypeException;
import dev.narae.GradCheck.Subject;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.function.UnaryOperator;

/** Systems of linear equations and factorisations, of matrices that are far from singular. */
final class FactorizationCases {
  private FactorizationCases() {}

  static List<OpCase> all() {
    return List.of(
        matrices("inv", Tensor::inv, a -> Elimination.solve(a, Elimination.identity(a.length)))
            .refuses(singular("inv", () -> Tensor.ones(2, 2).inv())),
        numbers("det", Tensor::det, Elimination::determinant),
        numbers("slogdet", a -> a.slogdet().logAbs(), a -> log(a)),
        numbers("slogdet(sign)", a -> a.slogdet().sign(), a -> Math.signum(determinant(a)))
            .order(0),
        numbers("logdet", Tensor::logdet, a -> log(a)),
        solve(),
        solveVector(),
        solveTriangular(true),
        solveTriangular(false),
        cholesky(),
        qrProduct(),
        qrUpper(),
        qrOrthonormal());
  }

  private static double determinant(double[][] a) {
    return Elimination.determinant(a);
  }

  private static double log(double[][] a) {
    return Math.log(Math.abs(determinant(a)));
  }

  private static Input in(long... sizes) {
    return Input.real(-1, 1, sizes);
  }

  /** Far from singular: with 3 on the diagonal. */
  private static Tensor regular(Tensor x) {
    Tensor unit = Tensor.eye(x.dim(-2), x.dim(-1), x.dtype(), x.device());
    return x.add(unit.mul(3).to(x.dtype()));
  }

  private static double[][] regular(Values x, int batch) {
    double[][] a = Elimination.matrix(x, batch);
    for (int i = 0; i < Math.min(a.length, a[0].length); i++) {
      a[i][i] += 3;
    }
    return a;
  }

  private interface OfMatrix<T> {
    T apply(double[][] matrix);
  }

  private static OpCase of(String name, Subject op, OpCase.Reference reference) {
    return OpCase.of(name, op, reference)
        .on(SINGLE_AND_DOUBLE, ResultType.SAME)
        .within(1e-5, 1e-11);
  }

  private static OpCase checked(String name, OpCase op, UnaryOperator<Tensor> call) {
    return op.refuses(
            ErrorCase.of(
                "no square matrix",
                ShapeException.class,
                () -> call.apply(Tensor.ones(2, 3)),
                name,
                "[2, 3]"))
        .refuses(
            ErrorCase.of(
                "a vector", ShapeException.class, () -> call.apply(Tensor.ones(2)), name, "[2]"))
        .refuses(
            ErrorCase.of(
                "whole numbers",
                DTypeException.class,
                () -> call.apply(Tensor.ones(2, 2).to(dev.narae.DType.I64)),
                name,
                "i64",
                "f32"));
  }

  private static ErrorCase singular(String name, java.util.function.Supplier<Tensor> call) {
    return ErrorCase.of(
        "a singular matrix", ArithmeticException.class, call, name, "singular", "[2, 2]");
  }

  private static OpCase matrices(
      String name, UnaryOperator<Tensor> op, OfMatrix<double[][]> reference) {
    OpCase made =
        of(
                name,
                in -> op.apply(regular(in.get(0))),
                in -> Elimination.each(in.get(0), i -> reference.apply(regular(in.get(0), i))))
            .sample(in(3, 3))
            .sample(in(2, 2, 2))
            .sample(in(1, 1));
    return checked(name, made, op);
  }

  private static OpCase numbers(String name, UnaryOperator<Tensor> op, OfMatrix<Double> reference) {
    OpCase made =
        of(
                name,
                in -> op.apply(regular(in.get(0))),
                in -> {
                  Values x = in.get(0);
                  Shape batch = x.shape().rank() == 2 ? Shape.scalar() : Shape.of(x.dim(0));
                  double[] data = new double[(int) batch.size()];
                  for (int i = 0; i < data.length; i++) {
                    data[i] = reference.apply(regular(x, i));
                  }
                  return new Values(batch, data);
                })
            .sample(in(3, 3))
            .sample(in(2, 2, 2))
            .within(1e-5, 1e-11);
    return checked(
        name.substring(0, name.endsWith(")") ? name.indexOf('(') : name.length()), made, op);
  }

  private static OpCase solve() {
    OpCase made =
        of(
                "solve",
                in -> regular(in.get(0)).solve(in.get(1)),
                in ->
                    Elimination.each(
                        in.get(0),
                        i ->
                            Elimination.solve(
                                regular(in.get(0), i), Elimination.matrix(in.get(1), i))))
            .sample(in(3, 3), in(3, 2))
            .sample(in(2, 2, 2), in(2, 2, 3))
            .sample(in(2, 2, 2), in(2, 1))
            .refuses(singular("solve", () -> Tensor.zeros(2, 2).solve(Tensor.ones(2, 2))))
            .refuses(
                ErrorCase.of(
                    "another number of rows",
                    ShapeException.class,
                    () -> Tensor.eye(2).solve(Tensor.ones(3, 2)),
                    "solve",
                    "[2, 2]",
                    "[3, 2]"));
    return checked("solve", made, a -> a.solve(Tensor.ones(2, 2)));
  }

  private static OpCase solveVector() {
    return of(
            "solve(vector)",
            in -> regular(in.get(0)).solve(in.get(1)),
            in -> {
              Values b = in.get(1).reshape(in.get(1).dim(0), 1);
              Values x =
                  Elimination.each(
                      in.get(0),
                      i -> Elimination.solve(regular(in.get(0), i), Elimination.matrix(b, i)));
              return x.reshape(x.dim(0));
            })
        .sample(in(3, 3), in(3));
  }

  private static OpCase solveTriangular(boolean upper) {
    return of(
            "solveTriangular(%s)".formatted(upper),
            in -> regular(in.get(0)).solveTriangular(in.get(1), upper),
            in ->
                Elimination.each(
                    in.get(0),
                    b -> {
                      double[][] a = regular(in.get(0), b);
                      for (int i = 0; i < a.length; i++) {
                        for (int j = 0; j < a.length; j++) {
                          a[i][j] = i != j && upper == j < i ? 0 : a[i][j];
                        }
                      }
                      return Elimination.solve(a, Elimination.matrix(in.get(1), b));
                    }))
        .sample(in(3, 3), in(3, 2))
        .sample(in(2, 2, 2), in(2, 2, 1))
        .refuses(
            ErrorCase.of(
                "no square matrix",
                ShapeException.class,
                () -> Tensor.ones(2, 3).solveTriangular(Tensor.ones(2, 1), upper),
                "solveTriangular",
                "[2, 3]"))
        .refuses(
            ErrorCase.of(
                "a zero on the diagonal",
                ArithmeticException.class,
                () -> zeroOnDiagonal(upper).solveTriangular(Tensor.ones(3, 1), upper),
                "solveTriangular",
                "singular",
                "[3, 3]"));
  }

  /** Rounding errors of an elimination that exchanges rows would hide this zero. */
  private static Tensor zeroOnDiagonal(boolean upper) {
    Tensor lower = Tensor.of(new float[] {0.1f, 0, 0, 0.3f, 0, 0, 0.7f, 0.9f, 0.4f}, 3, 3);
    return upper ? lower.t() : lower;
  }

  private static OpCase cholesky() {
    OpCase made =
        of(
                "cholesky",
                in -> {
                  Tensor x = regular(in.get(0));
                  return x.matmul(x.transpose(-1, -2)).cholesky();
                },
                in ->
                    Elimination.each(
                        in.get(0), i -> Elimination.cholesky(square(regular(in.get(0), i)))))
            .within(1e-4, 1e-11)
            .sample(in(3, 3))
            .sample(in(2, 2, 2))
            .refuses(
                ErrorCase.of(
                    "a matrix that is not positive definite",
                    ArithmeticException.class,
                    () -> Tensor.eye(2).neg().cholesky(),
                    "cholesky",
                    "not positive definite",
                    "[2, 2]"));
    return checked("cholesky", made, Tensor::cholesky);
  }

  private static double[][] square(double[][] a) {
    double[][] result = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        for (int k = 0; k < a[0].length; k++) {
          result[i][j] += a[i][k] * a[j][k];
        }
      }
    }
    return result;
  }

  private static OpCase qrProduct() {
    return of(
            "qr",
            in -> {
              var qr = regular(in.get(0)).qr();
              return qr.q().matmul(qr.r());
            },
            in -> Elimination.each(in.get(0), i -> regular(in.get(0), i)))
        .sample(in(3, 3))
        .sample(in(4, 2))
        .sample(in(2, 4))
        .sample(in(2, 3, 2))
        .refuses(
            ErrorCase.of(
                "a vector", ShapeException.class, () -> Tensor.ones(3).qr().q(), "qr", "[3]"));
  }

  private static OpCase qrUpper() {
    return of(
            "qr(|R|)",
            in -> regular(in.get(0)).qr().r().abs(),
            in ->
                Elimination.each(
                    in.get(0), i -> Elimination.gramSchmidt(regular(in.get(0), i)).upper()))
        .within(1e-4, 1e-11)
        .sample(in(3, 3))
        .sample(in(4, 2))
        .sample(in(2, 4));
  }

  private static OpCase qrOrthonormal() {
    return of(
            "qr(Q²)",
            in -> regular(in.get(0)).qr().q().square(),
            in ->
                Elimination.each(
                    in.get(0), i -> Elimination.gramSchmidt(regular(in.get(0), i)).squares()))
        .within(1e-4, 1e-11)
        .sample(in(3, 3))
        .sample(in(4, 2))
        .sample(in(2, 4));
  }
}
