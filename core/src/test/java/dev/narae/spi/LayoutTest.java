package dev.narae.spi;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Shape;
import org.junit.jupiter.api.Test;

/** Strides, contiguity and broadcasting of layouts. */
final class LayoutTest {

  @Test
  void contiguousLayoutsAreRowMajor() {
    Layout layout = Layout.contiguous(Shape.of(2, 3, 4));
    assertArrayEquals(new long[] {12, 4, 1}, layout.strides());
    assertEquals(0, layout.offset());
    assertTrue(layout.isContiguous());
  }

  @Test
  void contiguityIgnoresOffsetAndExtentsOfOne() {
    assertTrue(Layout.of(Shape.of(2, 1, 3), new long[] {3, 99, 1}, 5).isContiguous());
    assertTrue(Layout.of(Shape.of(0, 3), new long[] {7, 7}, 0).isContiguous());
    assertTrue(Layout.of(Shape.scalar(), new long[0], 4).isContiguous());
    assertFalse(Layout.of(Shape.of(2, 3), new long[] {1, 2}, 0).isContiguous());
    assertFalse(Layout.of(Shape.of(2, 3), new long[] {3, 0}, 0).isContiguous());
    assertFalse(Layout.of(Shape.of(3), new long[] {-1}, 2).isContiguous());
  }

  @Test
  void broadcastDimensionsHaveStrideZero() {
    Layout layout = Layout.of(Shape.of(3, 1), new long[] {2, 1}, 7);
    Layout wide = layout.broadcastTo(Shape.of(5, 3, 4));
    assertArrayEquals(new long[] {0, 2, 0}, wide.strides());
    assertEquals(7, wide.offset());
    assertSame(layout, layout.broadcastTo(Shape.of(3, 1)));
  }

  @Test
  void aLayoutNeedsAStrideForEachDimension() {
    String error =
        refusal(IllegalArgumentException.class, () -> Layout.of(Shape.of(2, 3), new long[1], 0));
    assertEquals("layout: 1 strides for shape [2, 3]; give one a dimension", error);
  }

  @Test
  void nobodyChangesALayoutFromOutside() {
    long[] strides = {3, 1};
    Layout layout = Layout.of(Shape.of(2, 3), strides, 0);
    strides[0] = 9;
    layout.strides()[1] = 9;
    assertArrayEquals(new long[] {3, 1}, layout.strides());
  }
}
