package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Window;
import org.junit.jupiter.api.Test;

/** Which tiles of weight gradients are taken. */
class BatchTileTest {
  private static ConvSizes sizes(int in, int out, int kernel) {
    return new ConvSizes(new Window(1, 1, 0, 0, 1, 1), 32, 1, in, 12, 12, out, kernel, kernel);
  }

  @Test
  void tilesFitTheSumsThatThereAre() {
    assertEquals(new BatchTile(5, 5), BatchTile.of(sizes(10, 20, 5), 31));
    assertEquals(new BatchTile(5, 5), BatchTile.of(sizes(1, 10, 5), 31));
    assertEquals(new BatchTile(2, 6), BatchTile.of(sizes(10, 20, 5), 15));
  }

  @Test
  void sumsAndOperandsFillNoMoreRegistersThanThereAre() {
    for (int registers : new int[] {15, 31}) {
      for (int in = 1; in < 8; in++) {
        for (int out = 1; out < 24; out++) {
          BatchTile tile = BatchTile.of(sizes(in, out, 3), registers);
          assertTrue(tile.channels() * tile.taps() + tile.channels() + 1 <= registers);
          assertTrue(tile.products(sizes(in, out, 3)) >= (long) in * 9 * out);
        }
      }
    }
  }

  @Test
  void oneChannelHasOneRowOfSums() {
    assertEquals(new BatchTile(1, 9), BatchTile.of(sizes(1, 1, 3), 31));
  }
}
