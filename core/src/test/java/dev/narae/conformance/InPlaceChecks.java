package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.narae.AutogradException;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Changes of a tensor's own memory: the right elements change, and no others. */
final class InPlaceChecks {
  private static final Formula DECAY =
      Formula.of(
          "decay", 2, 2, Expr.arg(0).mul(Expr.scalar(0)).sub(Expr.arg(1).mul(Expr.scalar(1))));

  private final OnDevice on;

  InPlaceChecks(Device device) {
    this.on = new OnDevice(device);
  }

  /** A change of the first tensor, perhaps by the second. */
  private interface Change {
    Tensor apply(Tensor target, Tensor other);
  }

  Stream<DynamicNode> tests() {
    return Stream.of(
            change("addInPlace", Tensor::addInPlace, (x, y) -> x + y),
            change("subInPlace", Tensor::subInPlace, (x, y) -> x - y),
            change("addInPlace(scaled)", (x, y) -> x.addInPlace(y, -0.5), (x, y) -> x - 0.5 * y),
            change("mulInPlace", (x, y) -> x.mulInPlace(0.75), (x, y) -> 0.75 * x),
            change("fill", (x, y) -> x.fill(2.5), (x, y) -> 2.5),
            change("copyFrom", Tensor::copyFrom, (x, y) -> y),
            change(
                "update",
                (x, y) -> x.update(DECAY, List.of(y), 0.9, 0.1),
                (x, y) -> 0.9 * x - 0.1 * y),
            others())
        .flatMap(tests -> tests);
  }

  private Stream<DynamicNode> change(String name, Change change, DoubleBinaryOperator expected) {
    return OpCase.FLOATING.stream()
        .flatMap(
            dtype ->
                Stream.of(Placement.DENSE, Placement.PERMUTED, Placement.SLICED)
                    .map(
                        placement ->
                            on.test(
                                "%s %s %s".formatted(name, dtype, placement),
                                () -> check(change, expected, dtype, placement))));
  }

  private static void check(
      Change change, DoubleBinaryOperator expected, DType dtype, Placement placement) {
    Values x = Values.generate(Shape.of(3, 35), i -> i[0] + 0.25 * i[1]);
    for (Shape other : List.of(x.shape(), Shape.of(35), Shape.of(3, 1), Shape.scalar())) {
      Values y = Values.generate(other, i -> 1 + Arrays.stream(i).sum() % 5);
      Tensor target = placement.place(x, dtype);
      assertSame(target, change.apply(target, Tensors.dense(y, dtype)));
      Values result = ElementwiseCase.combine(x, y.broadcastTo(x.shape()), expected);
      double tolerance = dtype == DType.F16 ? 0x1p-10 : dtype == DType.BF16 ? 0x1p-7 : 1e-6;
      Tensors.assertClose(result, Tensors.read(target), tolerance, "operand of shape " + other);
    }
  }

  private Stream<DynamicNode> others() {
    return Stream.of(
        on.test("a slice leaves its surroundings", InPlaceChecks::surroundings),
        on.test("an overlapping source is read first", InPlaceChecks::overlap),
        on.test("copyFrom converts", InPlaceChecks::converts),
        on.test("integers stay integers", InPlaceChecks::integers),
        on.test(
            "an operand may not be larger",
            refused(
                ShapeException.class,
                () -> Tensor.ones(3).addInPlace(Tensor.ones(2, 3)),
                "addInPlace",
                "[2, 3]",
                "[3]")),
        on.test(
            "an expanded tensor",
            refused(
                ShapeException.class,
                () -> Tensor.ones(1).expand(3).fill(1),
                "fill",
                "expanded",
                "copy()")),
        on.test(
            "windows that overlap",
            refused(
                ShapeException.class,
                () -> Tensor.ones(5).unfold(0, 3, 1).mulInPlace(2.0),
                "mulInPlace",
                "[3, 3]",
                "unfolded")),
        on.test(
            "windows side by side",
            () -> {
              Tensor x = Tensor.ones(6);
              x.unfold(0, 3, 3).select(0, 1).mulInPlace(2.0);
              x.unfold(0, 3, 3).addInPlace(Tensor.ones(2, 1));
              assertArrayEquals(new float[] {2, 2, 2, 3, 3, 3}, x.toFloatArray());
            }),
        on.test(
            "a leaf while recording",
            refused(
                AutogradException.class,
                () -> Tensor.ones(3).requiresGrad(true).fill(1),
                "fill",
                "[3]",
                "noGrad")),
        on.test("a leaf without recording", InPlaceChecks::leaf));
  }

  private static Runnable refused(
      Class<? extends Exception> type,
      java.util.function.Supplier<Tensor> call,
      String... fragments) {
    return ErrorCase.of("", type, call, fragments)::check;
  }

  private static void surroundings() {
    Tensor whole = Tensor.zeros(3, 4);
    whole.slice(1, 1, 4, 2).select(0, 1).fill(7);
    assertEquals(
        List.of(0.0, 0.0, 0.0, 0.0, 0.0, 7.0, 0.0, 7.0, 0.0, 0.0, 0.0, 0.0),
        Arrays.stream(whole.toDoubleArray()).boxed().toList());
  }

  private static void overlap() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5});
    x.narrow(0, 1, 4).copyFrom(x.narrow(0, 0, 4));
    assertEquals(
        List.of(1.0, 1.0, 2.0, 3.0, 4.0), Arrays.stream(x.toDoubleArray()).boxed().toList());
    Tensor square = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
    square.addInPlace(square.t());
    assertEquals(
        List.of(2.0, 5.0, 5.0, 8.0), Arrays.stream(square.toDoubleArray()).boxed().toList());
  }

  private static void converts() {
    Tensor x = Tensor.zeros(Shape.of(2), DType.I32);
    x.copyFrom(Tensor.of(new double[] {2.9, -2.9}));
    assertEquals(List.of(2L, -2L), Arrays.stream(x.toLongArray()).boxed().toList());
  }

  private static void integers() {
    Tensor x = Tensor.of(new long[] {(1L << 53) + 1});
    x.addInPlace(Tensor.of(new long[] {2}));
    assertEquals((1L << 53) + 3, x.toLong());
    Tensor signed = Tensor.of(new byte[] {100}).to(DType.I8);
    assertEquals(-56, signed.addInPlace(signed).toLong());
  }

  private static void leaf() {
    Tensor x = Tensor.ones(3).requiresGrad(true);
    try (var _ = Grad.noGrad()) {
      x.mulInPlace(3);
    }
    assertEquals(9, x.sum().item());
  }
}
