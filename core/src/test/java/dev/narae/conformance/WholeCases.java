package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;
import static dev.narae.conformance.OpCase.FLOATING;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Division.Rounding;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Operators on the bits of integers, and division to whole numbers. */
final class WholeCases {
  private static final Set<DType> INTEGERS =
      ALL.stream().filter(DType::isIntegral).collect(Collectors.toUnmodifiableSet());

  private static final Set<DType> WHOLE =
      ALL.stream().filter(d -> !d.isFloating()).collect(Collectors.toUnmodifiableSet());

  private WholeCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(bits());
    cases.addAll(shifts());
    cases.addAll(quotients());
    cases.add(
        OpCase.of(
                "pow(whole)",
                in -> in.get(0).pow(in.get(1)),
                in -> ElementwiseCase.combine(in.get(0), in.get(1), WholeCases::power))
            .on(INTEGERS, ResultType.SAME)
            .order(0)
            .sample(Input.real(-2, 3, 7), Input.real(-3, 5, 7))
            .sample(Input.real(-2, 3, 3, 129), Input.real(-3, 5, 129)));
    cases.add(
        OpCase.of("pow(19)", in -> in.get(0).pow(19L), in -> in.get(0).map(x -> Math.pow(x, 19)))
            .on(Set.of(DType.I32, DType.I64), ResultType.SAME)
            .order(0)
            .sample(Input.real(-2, 3, 2, 40))
            .refuses(
                ErrorCase.of(
                    "a negative exponent",
                    IllegalArgumentException.class,
                    () -> Tensor.of(new int[] {1, 2}).pow(-1L),
                    "pow",
                    "i32",
                    "to(DType.F32)")));
    return cases;
  }

  private static double power(double x, double y) {
    return y >= 0 ? Math.pow(x, y) : Math.abs(x) == 1 ? Math.pow(x, y) : 0;
  }

  private static OpCase pair(
      String name, BinaryOperator<Tensor> op, DoubleBinaryOperator reference, double most) {
    return OpCase.of(
            name,
            in -> op.apply(in.get(0), in.get(1)),
            in -> ElementwiseCase.combine(in.get(0), in.get(1), reference))
        .order(0)
        .sample(Input.real(-90, 90, 7), Input.real(-most, most, 7))
        .sample(Input.real(-90, 90, 3, 1), Input.real(-most, most, 1, 4))
        .sample(Input.real(-90, 90, 0, 3), Input.real(-most, most, 3))
        .sample(Input.real(-90, 90, 2, 3, 129), Input.real(-most, most, 3, 129));
  }

  private static OpCase single(
      String name, UnaryOperator<Tensor> op, java.util.function.DoubleUnaryOperator reference) {
    return OpCase.of(name, in -> op.apply(in.get(0)), in -> in.get(0).map(reference))
        .order(0)
        .sample(Input.real(-90, 90, 7))
        .sample(Input.real(-90, 90))
        .sample(Input.real(-90, 90, 3, 129));
  }

  private static DoubleBinaryOperator whole(LongBinaryOperator reference) {
    return (a, b) -> reference.applyAsLong((long) a, (long) b);
  }

  private static ErrorCase floating(String name, UnaryOperator<Tensor> op) {
    return ErrorCase.of(
        "floating numbers",
        DTypeException.class,
        () -> op.apply(Tensor.ones(2)),
        name,
        "f32",
        "integers",
        "to(DType.I64)");
  }

  private static List<OpCase> bits() {
    return List.of(
        pair("bitwiseAnd", Tensor::bitwiseAnd, whole((a, b) -> a & b), 90)
            .on(WHOLE, ResultType.SAME)
            .refuses(floating("bitwiseAnd", x -> x.bitwiseAnd(x))),
        pair("bitwiseOr", Tensor::bitwiseOr, whole((a, b) -> a | b), 90)
            .on(WHOLE, ResultType.SAME)
            .refuses(floating("bitwiseOr", x -> x.bitwiseOr(x))),
        pair("bitwiseXor", Tensor::bitwiseXor, whole((a, b) -> a ^ b), 90)
            .on(WHOLE, ResultType.SAME)
            .refuses(floating("bitwiseXor", x -> x.bitwiseXor(x))),
        single("bitwiseAnd(long)", x -> x.bitwiseAnd(6), x -> (long) x & 6)
            .on(INTEGERS, ResultType.SAME),
        single("bitwiseOr(long)", x -> x.bitwiseOr(6), x -> (long) x | 6)
            .on(INTEGERS, ResultType.SAME),
        single("bitwiseXor(long)", x -> x.bitwiseXor(6), x -> (long) x ^ 6)
            .on(INTEGERS, ResultType.SAME),
        single("bitwiseNot", Tensor::bitwiseNot, x -> ~(long) x)
            .on(INTEGERS, ResultType.SAME)
            .refuses(floating("bitwiseNot", Tensor::bitwiseNot)),
        single("bitwiseNot of truth values", Tensor::bitwiseNot, x -> 1 - x)
            .on(Set.of(DType.BOOL), ResultType.SAME));
  }

  private static long left(long a, long b) {
    return b < 0 || b >= Long.SIZE ? 0 : a << b;
  }

  private static long right(long a, long b) {
    return a >> (b < 0 || b >= Long.SIZE ? Long.SIZE - 1 : b);
  }

  /** By more bits than a narrow integer has, and by negative numbers. */
  private static List<OpCase> shifts() {
    return List.of(
        pair("leftShift", Tensor::leftShift, whole(WholeCases::left), 40)
            .on(INTEGERS, ResultType.SAME)
            .refuses(floating("leftShift", x -> x.leftShift(x))),
        pair("rightShift", Tensor::rightShift, whole(WholeCases::right), 40)
            .on(INTEGERS, ResultType.SAME)
            .refuses(floating("rightShift", x -> x.rightShift(x))),
        single("leftShift(3)", x -> x.leftShift(3), x -> (long) x << 3)
            .on(INTEGERS, ResultType.SAME),
        single("leftShift(-1)", x -> x.leftShift(-1), x -> 0).on(INTEGERS, ResultType.SAME),
        single("rightShift(2)", x -> x.rightShift(2), x -> (long) x >> 2)
            .on(INTEGERS, ResultType.SAME),
        single("rightShift(99)", x -> x.rightShift(99), x -> x < 0 ? -1 : 0)
            .on(INTEGERS, ResultType.SAME));
  }

  private static double quotient(double a, double b, Rounding rounding) {
    return b == 0 ? 0 : rounded(a / b, rounding);
  }

  private static double rounded(double quotient, Rounding rounding) {
    return switch (rounding) {
      case FLOOR -> Math.floor(quotient);
      case TRUNC -> quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
    };
  }

  private static List<OpCase> quotients() {
    List<OpCase> cases = new ArrayList<>();
    for (Rounding mode : Rounding.values()) {
      cases.add(
          pair(
                  "div(%s)".formatted(mode),
                  (a, b) -> a.div(b, mode),
                  (a, b) -> quotient(a, b, mode),
                  5)
              .on(INTEGERS, ResultType.SAME));
      cases.add(
          pair(
                  "div(%s) of real numbers".formatted(mode),
                  (a, b) -> a.div(b, mode),
                  (a, b) -> rounded(a / b, mode),
                  9)
              .on(FLOATING, ResultType.SAME)
              .order(1));
      cases.add(
          single(
                  "div(double, %s)".formatted(mode),
                  x -> x.div(2.5, mode),
                  x -> rounded(x / 2.5, mode))
              .on(ALL, ResultType.FLOATING));
      cases.add(
          single("div(-7, %s)".formatted(mode), x -> x.div(-7, mode), x -> rounded(x / -7, mode))
              .on(
                  Set.of(DType.I8, DType.I16, DType.I32, DType.I64, DType.F32, DType.F64),
                  ResultType.SAME));
    }
    cases.add(
        pair("floorDivide", Tensor::floorDivide, (a, b) -> quotient(a, b, Rounding.FLOOR), 5)
            .on(INTEGERS, ResultType.SAME));
    cases.add(
        single("floorDivide(3)", x -> x.floorDivide(3), x -> Math.floor(x / 3))
            .on(INTEGERS, ResultType.SAME));
    cases.add(
        single("floorDivide(0.5)", x -> x.floorDivide(0.5), x -> Math.floor(x / 0.5))
            .on(FLOATING, ResultType.SAME));
    return cases;
  }
}
