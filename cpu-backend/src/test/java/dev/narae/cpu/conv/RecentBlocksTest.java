package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.narae.Window;
import org.junit.jupiter.api.Test;

/** Which blocks are kept for the next step. */
class RecentBlocksTest {
  private final RecentBlocks recent = new RecentBlocks();

  private static ConvSizes square(int images, int extent) {
    return new ConvSizes(new Window(1, 1, 0, 0, 1, 1), images, 1, 2, extent, extent, 3, 3, 3);
  }

  @Test
  void theSameForAnyNumberOfImages() {
    assertSame(recent.of(square(32, 8), 16, 2), recent.of(square(1000, 8), 16, 2));
    assertEquals(1, recent.count());
  }

  @Test
  void othersForOtherSizesVectorsAndTiles() {
    BatchBlocks blocks = recent.of(square(32, 8), 16, 2);
    assertNotSame(blocks, recent.of(square(32, 9), 16, 2));
    assertNotSame(blocks, recent.of(square(32, 8), 8, 2));
    assertNotSame(blocks, recent.of(square(32, 8), 16, 4));
  }

  @Test
  void thoseUsedLongestAgoLeave() {
    BatchBlocks used = recent.of(square(1, 8), 16, 2);
    BatchBlocks forgotten = recent.of(square(1, 9), 16, 2);
    for (int extent = 10; extent < 10 + RecentBlocks.MOST - 1; extent++) {
      recent.of(square(1, extent), 16, 2);
      assertSame(used, recent.of(square(1, 8), 16, 2));
    }
    assertEquals(RecentBlocks.MOST, recent.count());
    assertNotSame(forgotten, recent.of(square(1, 9), 16, 2));
  }

  @Test
  void largeOnesAreNotKept() {
    ConvSizes large = square(1, 67);
    assertNotSame(recent.of(large, 16, 2), recent.of(large, 16, 2));
    assertEquals(0, recent.count());
  }
}
