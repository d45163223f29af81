package dev.narae.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Merged loop nests visit the same elements in the same order as the dimensions do. */
final class LoopsTest {

  /** The positions that every operand takes, in order, as the loops say. */
  private static List<List<Long>> visited(Loops loops, int operands) {
    List<List<Long>> result = new ArrayList<>();
    List<Long> start = new ArrayList<>();
    for (int o = 0; o < operands; o++) {
      start.add(loops.offset(o));
    }
    visit(loops, 0, start, result);
    return result;
  }

  private static void visit(Loops loops, int depth, List<Long> at, List<List<Long>> result) {
    if (depth == loops.depth()) {
      result.add(at);
      return;
    }
    for (long i = 0; i < loops.extent(depth); i++) {
      List<Long> next = new ArrayList<>();
      for (int o = 0; o < at.size(); o++) {
        next.add(at.get(o) + i * loops.stride(o, depth));
      }
      visit(loops, depth + 1, next, result);
    }
  }

  private static List<List<Long>> expected(Shape shape, List<Layout> layouts) {
    List<List<Long>> result = new ArrayList<>();
    for (long i = 0; i < shape.size(); i++) {
      List<Long> at = new ArrayList<>();
      for (Layout layout : layouts) {
        long rest = i;
        long position = layout.offset();
        for (int d = shape.rank() - 1; d >= 0; d--) {
          position += rest % shape.dim(d) * layout.stride(d);
          rest /= shape.dim(d);
        }
        at.add(position);
      }
      result.add(at);
    }
    return result;
  }

  private static Layout randomLayout(Random random, Shape shape) {
    Layout dense = Layout.contiguous(shape);
    long[] strides = dense.strides();
    for (int d = 0; d < strides.length; d++) {
      strides[d] =
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -strides[d];
            case 2 -> random.nextInt(20);
            default -> strides[d];
          };
    }
    return Layout.of(shape, strides, random.nextInt(100));
  }

  @Test
  void randomLayoutsAreVisitedInRowMajorOrder() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      long[] dims = random.longs(random.nextInt(5), 0, 4).toArray();
      Shape shape = Shape.of(dims);
      List<Layout> layouts = new ArrayList<>();
      for (int o = 0; o <= random.nextInt(3); o++) {
        layouts.add(randomLayout(random, shape));
      }
      Loops loops = Loops.of(shape, layouts);
      assertEquals(expected(shape, layouts), visited(loops, layouts.size()), layouts.toString());
      assertTrue(loops.depth() >= 1 && loops.depth() <= Math.max(1, shape.rank()));
    }
  }

  @Test
  void denseDimensionsBecomeOneLoop() {
    Shape shape = Shape.of(2, 3, 4);
    Layout dense = Layout.contiguous(shape);
    Loops loops = Loops.of(shape, List.of(dense, dense));
    assertEquals(1, loops.depth());
    assertEquals(24, loops.extent(0));
    assertEquals(1, loops.stride(1, 0));
  }

  @Test
  void aBroadcastRowKeepsTwoLoops() {
    Shape shape = Shape.of(2, 3, 4);
    Layout row = Layout.contiguous(Shape.of(4)).broadcastTo(shape);
    Loops loops = Loops.of(shape, List.of(Layout.contiguous(shape), row));
    assertEquals(2, loops.depth());
    assertEquals(6, loops.extent(0));
    assertEquals(0, loops.stride(1, 0));
    assertEquals(1, loops.stride(1, 1));
  }

  @Test
  void aScalarIsOneLoopOverOneElement() {
    Loops loops = Loops.of(Shape.scalar(), List.of(Layout.of(Shape.scalar(), new long[0], 3)));
    assertEquals(1, loops.depth());
    assertEquals(1, loops.extent(0));
    assertEquals(3, loops.offset(0));
  }
}
