package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which output pixels share a tile. */
class BatchBlocksTest {
  private static final int CELL = 16;
  private static final ConvSizes PLAIN =
      new ConvSizes(new Window(1, 1, 0, 0, 1, 1), 32, 1, 10, 12, 12, 20, 5, 5);

  /** Every pixel once, with the position of what its first tap meets. */
  private static void check(ConvSizes sizes) {
    BatchBlocks blocks = BatchBlocks.of(sizes, CELL);
    Map<Integer, Long> firsts = new HashMap<>();
    for (int block = 0; block < blocks.count(); block++) {
      int before = blocks.rows().start(block) * sizes.outW();
      for (MetPixels some : blocks.pixels().get(block)) {
        assertEquals(2 * some.perTile() * some.count(), some.tiles().length);
        for (int i = 0; i < some.tiles().length; i += 2) {
          int pixel = before + (int) (some.tiles()[i + 1] / (CELL * Float.BYTES));
          long first = some.tiles()[i] / (CELL * Float.BYTES);
          assertEquals(null, firsts.put(pixel, first), "pixel " + pixel + " twice");
          assertEquals(first(sizes, some.taps(), pixel), first, "pixel " + pixel);
        }
      }
    }
    assertEquals(sizes.outH() * sizes.outW(), firsts.size());
  }

  private static long first(ConvSizes sizes, MetTaps taps, int pixel) {
    Window window = sizes.window();
    int row = pixel / sizes.outW() * window.strideH() - window.padH();
    int column = pixel % sizes.outW() * window.strideW() - window.padW();
    row += taps.rows().first() * window.dilationH();
    column += taps.columns().first() * window.dilationW();
    return (long) row * sizes.width() + column;
  }

  @Test
  void everyPixelIsInOneTile() {
    check(PLAIN);
    check(PLAIN.transposed());
    check(new ConvSizes(new Window(2, 1, 3, 2, 1, 2), 32, 1, 3, 7, 6, 1, 4, 3));
    check(new ConvSizes(new Window(1, 1, 0, 0, 1, 1), 32, 1, 3, 5, 5, 1, 3, 3));
  }

  @Test
  void pixelsThatMeetTheSameTapsAreInPairs() {
    BatchBlocks blocks = BatchBlocks.of(PLAIN, CELL);
    assertEquals(4, blocks.count(), "two rows of eight pixels each");
    assertFalse(blocks.anyAlone());
    for (List<MetPixels> block : blocks.pixels()) {
      assertEquals(1, block.size());
      assertEquals(8, block.getFirst().count());
    }
  }

  @Test
  void thoseThatNoOtherMatchesAreAlone() {
    BatchBlocks blocks = BatchBlocks.of(PLAIN.transposed(), CELL);
    assertTrue(blocks.anyAlone());
    long alone =
        blocks.pixels().stream()
            .flatMap(List::stream)
            .filter(some -> some.perTile() == 1)
            .mapToLong(MetPixels::count)
            .sum();
    assertEquals(64, alone, "16 in each corner");
    long[] corner = blocks.pixels().getFirst().getFirst().tiles();
    assertArrayEquals(new long[] {0, 0}, corner);
  }
}
