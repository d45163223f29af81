package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Window;
import org.junit.jupiter.api.Test;

/** For which sizes the lanes of weight gradients hold parts of the batch. */
class BatchWeightGradTest {
  private static final Window PLAIN = new Window(1, 1, 0, 0, 1, 1);

  private static boolean pays(int bits, ConvSizes sizes) {
    return BatchWeightGrad.pays(SizesOnly.runtime(bits), sizes, DType.F32);
  }

  private static ConvSizes sizes(int images, int in, int side, int out) {
    return new ConvSizes(PLAIN, images, 1, in, side, side, out, 5, 5);
  }

  @Test
  void fewChannelsOfManyImagesDo() {
    assertTrue(pays(512, sizes(32, 1, 28, 10)));
    assertTrue(pays(512, sizes(256, 10, 12, 20)));
    assertFalse(pays(0, sizes(32, 1, 28, 10)));
  }

  @Test
  void lanesWithoutImagesDoNot() {
    assertFalse(pays(512, sizes(15, 1, 28, 10)));
    assertTrue(pays(512, sizes(16, 1, 28, 10)));
  }

  /** A part's planes are 38 KB here: 32 of them are laid out at once. */
  @Test
  void planesOfAllPartsFitTheCache() {
    assertTrue(pays(512, sizes(32, 12, 28, 10)));
    assertFalse(pays(512, sizes(32, 30, 28, 10)));
  }
}
