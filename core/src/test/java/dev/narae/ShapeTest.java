package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Extents, strides, broadcasting and the texts of shape errors. */
final class ShapeTest {

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, refusal(ShapeException.class, action));
  }

  @Test
  void sizeIsTheProductOfTheExtents() {
    assertEquals(24, Shape.of(2, 3, 4).size());
    assertEquals(1, Shape.scalar().size());
    assertEquals(0, Shape.of(3, 0, 1L << 62, 1L << 62).size());
    assertEquals(1L << 62, Shape.of(1L << 31, 1L << 31).size());
  }

  @Test
  void refusesImpossibleExtents() {
    assertMessage(
        "shape [2, -1] has a negative size; sizes must be 0 or more", () -> Shape.of(2, -1));
    assertMessage(
        "shape [4294967296, 4294967296] has more than 2^62 elements; use smaller sizes",
        () -> Shape.of(1L << 32, 1L << 32));
    assertMessage(
        "shape [9223372036854775807] has more than 2^62 elements; use smaller sizes",
        () -> Shape.of(Long.MAX_VALUE));
  }

  @Test
  void dimensionsCountFromEitherEnd() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(2, shape.dim(0));
    assertEquals(4, shape.dim(-1));
    assertEquals(2, shape.dim(-3));
    assertMessage(
        "sum: dimension 3 is out of range for shape [2, 3, 4]; use -3 to 2",
        () -> shape.axis("sum", 3));
    assertMessage(
        "sum: dimension 0 is out of range for shape []; use a tensor with at least one dimension",
        () -> Shape.scalar().axis("sum", 0));
  }

  @Test
  void stridesAreRowMajor() {
    assertArrayEquals(new long[] {12, 4, 1}, Shape.of(2, 3, 4).strides());
    assertArrayEquals(new long[] {4, 4, 1}, Shape.of(2, 0, 4).strides());
    assertArrayEquals(new long[0], Shape.scalar().strides());
  }

  @Test
  void changedCopiesLeaveTheOriginal() {
    Shape shape = Shape.of(2, 3);
    assertEquals(Shape.of(2, 5), shape.with(1, 5));
    assertEquals(Shape.of(3), shape.without(0));
    assertEquals(Shape.of(2, 7, 3), shape.insert(1, 7));
    shape.dims()[0] = 9;
    assertEquals(Shape.of(2, 3), shape);
  }

  @Test
  void broadcastAlignsAtTheEnd() {
    assertEquals(Shape.of(5, 2, 3), Shape.of(2, 1).broadcast("add", Shape.of(5, 1, 3)));
    assertEquals(Shape.of(2, 3), Shape.scalar().broadcast("add", Shape.of(2, 3)));
    assertEquals(Shape.of(2, 0), Shape.of(2, 1).broadcast("add", Shape.of(0)));
    assertMessage(
        "add: shapes [2, 3] and [4, 3] cannot be broadcast together: sizes 2 and 4 at dimension -2"
            + " must be equal or one of them 1; reshape or expand one operand",
        () -> Shape.of(2, 3).broadcast("add", Shape.of(4, 3)));
  }

  @Test
  void equalityIsByExtents() {
    assertEquals(Shape.of(2, 3), Shape.of(2, 3));
    assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
    assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
    assertEquals("[2, 3]", Shape.of(2, 3).toString());
  }
}
