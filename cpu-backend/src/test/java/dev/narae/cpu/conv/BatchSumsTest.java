package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Window;
import dev.narae.cpu.Dense;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** For which sizes lanes hold images. */
class BatchSumsTest {
  private static final Window PLAIN = new Window(1, 1, 0, 0, 1, 1);

  private final MemorySegment weights = Arena.ofAuto().allocate(1 << 20, 64);

  private boolean pays(int bits, DType dtype, ConvSizes sizes) {
    return BatchSums.pays(SizesOnly.runtime(bits), sizes, dtype, new Dense(weights, 0));
  }

  private static ConvSizes secondLayer(int images) {
    return new ConvSizes(PLAIN, images, 1, 10, 12, 12, 20, 5, 5);
  }

  @Test
  void shortRowsOfManyImagesDo() {
    assertTrue(pays(512, DType.F32, secondLayer(32)));
    assertTrue(pays(512, DType.F32, secondLayer(32).transposed()));
    assertTrue(pays(512, DType.F32, secondLayer(16)));
    assertTrue(pays(256, DType.F32, secondLayer(16).transposed()));
    assertTrue(pays(512, DType.F32, secondLayer(1000)));
  }

  @Test
  void fewImagesDoNot() {
    assertFalse(pays(512, DType.F32, secondLayer(15)));
    assertFalse(pays(256, DType.F32, secondLayer(15)));
    assertFalse(pays(128, DType.F32, secondLayer(1)));
  }

  @Test
  void longRowsAndFewTapsDoNot() {
    assertFalse(pays(512, DType.F32, new ConvSizes(PLAIN, 32, 1, 1, 28, 28, 10, 5, 5)));
    assertFalse(pays(512, DType.F32, new ConvSizes(PLAIN, 32, 1, 20, 64, 64, 20, 5, 5)));
  }

  @Test
  void fewChannelsDo() {
    ConvSizes first = new ConvSizes(PLAIN, 32, 1, 1, 28, 28, 10, 5, 5);
    assertTrue(pays(512, DType.F32, first.transposed()));
    assertTrue(pays(512, DType.F32, new ConvSizes(PLAIN, 32, 1, 12, 9, 9, 1, 5, 5)));
    assertTrue(pays(512, DType.F32, new ConvSizes(PLAIN, 32, 1, 6, 9, 9, 3, 5, 5)));
  }

  @Test
  void onlyWithVectorsOfF32() {
    assertFalse(pays(0, DType.F32, secondLayer(32)));
    assertFalse(pays(512, DType.F64, secondLayer(32)));
  }

  @Test
  void paddingIsNotLeftOutBesideInfiniteWeights() {
    ConvSizes padded = secondLayer(32).transposed();
    weights.set(ValueLayout.JAVA_FLOAT, 4996 * Float.BYTES, Float.POSITIVE_INFINITY);
    assertFalse(pays(512, DType.F32, padded));
    assertTrue(pays(512, DType.F32, secondLayer(32)));
  }
}
