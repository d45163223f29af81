package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Window;
import dev.narae.cpu.GemmEngine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which output pixels share a tile. */
class BatchBlocksTest {
  /** Lanes of vectors that hold a whole cell. */
  private static final int WHOLE = BatchCells.IMAGES;

  private static final ConvSizes PLAIN =
      new ConvSizes(new Window(1, 1, 0, 0, 1, 1), 32, 1, 10, 12, 12, 20, 5, 5);

  /** That every vector of every pixel is in a tile, for all widths; whether some are in two. */
  private static boolean check(ConvSizes sizes, int perTile) {
    boolean twice = check(sizes, WHOLE, perTile);
    check(sizes, WHOLE / 2, perTile);
    check(sizes, WHOLE / 4, perTile);
    return twice;
  }

  private static boolean check(ConvSizes sizes, int lanes, int perTile) {
    BatchBlocks blocks = BatchBlocks.of(sizes, lanes, perTile);
    Set<Long> seen = new HashSet<>();
    boolean twice = false;
    for (int block = 0; block < blocks.count(); block++) {
      int before = blocks.rows().start(block) * sizes.outW();
      for (MetPixels some : blocks.pixels().get(block)) {
        assertTrue(some.perTile() == perTile || some.perTile() == 1);
        assertEquals(2 * some.perTile() * some.count(), some.tiles().length);
        for (int i = 0; i < some.tiles().length; i += 2) {
          long from = some.tiles()[i] / Float.BYTES;
          long to = some.tiles()[i + 1] / Float.BYTES;
          int pixel = before + (int) (to / BatchCells.IMAGES);
          twice |= !seen.add((long) before * BatchCells.IMAGES + to);
          assertEquals(0, to % lanes);
          assertEquals(to % BatchCells.IMAGES, from % BatchCells.IMAGES, "the image");
          assertEquals(
              first(sizes, some.taps(), pixel), from / BatchCells.IMAGES, "pixel " + pixel);
        }
      }
    }
    assertEquals(sizes.outH() * sizes.outW() * (BatchCells.IMAGES / lanes), seen.size());
    return twice;
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
    assertFalse(check(PLAIN, 2));
    assertFalse(check(PLAIN.transposed(), 2));
    assertFalse(check(new ConvSizes(new Window(2, 1, 3, 2, 1, 2), 32, 1, 3, 7, 6, 1, 4, 3), 2));
    assertFalse(check(new ConvSizes(new Window(1, 1, 0, 0, 1, 1), 32, 1, 3, 5, 5, 1, 3, 3), 2));
  }

  @Test
  void wideTilesReachBackUnlessSlabsAreAdded() {
    Window plain = new Window(1, 1, 0, 0, 1, 1);
    ConvSizes first = new ConvSizes(plain, 32, 1, 1, 28, 28, 10, 5, 5);
    assertTrue(check(first.transposed(), 8), "20 pixels of the upper edge are 3 tiles");
    assertTrue(check(new ConvSizes(plain, 32, 1, 6, 9, 9, 3, 5, 5), 4), "25 pixels");
    ConvSizes slabs = new ConvSizes(plain, 32, 1, 12, 9, 9, 1, 5, 5);
    assertTrue(slabs.taps() > GemmEngine.SLAB);
    assertFalse(check(slabs, 8));
    assertTrue(BatchBlocks.of(slabs, WHOLE, 8).anyAlone(), "the 25th pixel");
  }

  @Test
  void pixelsThatMeetTheSameTapsAreInPairs() {
    BatchBlocks blocks = BatchBlocks.of(PLAIN, WHOLE, 2);
    assertEquals(4, blocks.count(), "two rows of eight pixels each");
    assertFalse(blocks.anyAlone());
    for (List<MetPixels> block : blocks.pixels()) {
      assertEquals(1, block.size());
      assertEquals(8, block.getFirst().count());
    }
  }

  @Test
  void pixelsOfTwoVectorsFillATileEach() {
    assertFalse(BatchBlocks.of(PLAIN.transposed(), WHOLE / 2, 2).anyAlone());
  }

  @Test
  void thoseThatNoOtherMatchesAreAlone() {
    BatchBlocks blocks = BatchBlocks.of(PLAIN.transposed(), WHOLE, 2);
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
