package dev.narae.data;

import static dev.narae.data.IdxBytes.UBYTE;
import static dev.narae.data.IdxBytes.gzip;
import static dev.narae.data.IdxBytes.idx;
import static dev.narae.data.IdxBytes.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and labels are paired only if they fit. */
class LabelledIdxTest {
  private static final byte[] IMAGES =
      idx(UBYTE, new int[] {2, 1, 2}, (byte) 1, (byte) 2, (byte) 3, (byte) 4);

  private static byte[] labels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return idx(UBYTE, new int[] {labels.length}, bytes);
  }

  private static void assertRefused(byte[] images, byte[] labels, int classes, String fault) {
    IdxFormatException e =
        assertThrows(
            IdxFormatException.class, () -> LabelledIdx.pair(read(images), read(labels), classes));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(fault), message);
  }

  @Test
  void pairsFiles(@TempDir Path dir) throws IOException {
    Path images = Files.write(dir.resolve("images"), gzip(IMAGES));
    Path labels = Files.write(dir.resolve("labels"), labels(7, 200));
    try (Arena arena = Arena.ofConfined()) {
      LabelledIdx pair = LabelledIdx.read(images, labels, 256, arena);
      assertEquals(2, pair.count());
      assertEquals(7, pair.label(0));
      assertEquals(200, pair.label(1));
    }
  }

  @Test
  void refusesDifferentCounts() {
    assertRefused(IMAGES, labels(1, 2, 3), 10, "has 2 images but test.idx has 3 labels");
  }

  @Test
  void refusesLabelsOutsideTheClasses() {
    assertRefused(IMAGES, labels(9, 10), 10, "label 10 at index 1 is outside the 10 classes");
    assertRefused(IMAGES, labels(255, 0), 10, "label 255 at index 0 is outside the 10 classes");
  }

  @Test
  void refusesSwappedFiles() {
    assertRefused(labels(1, 2), IMAGES, 10, "check that images and labels are not swapped");
  }

  @Test
  void refusesOtherTypes() {
    byte[] signed = idx(0x09, new int[] {2, 1, 1}, (byte) 1, (byte) 2);
    assertRefused(signed, labels(1, 2), 10, "expected images, [count, height, width]");
  }

  @Test
  void refusesEmptySets() {
    assertRefused(idx(UBYTE, new int[] {0, 1, 2}), labels(), 10, "expected at least one element");
  }

  @Test
  void refusesImpossibleClassCounts() {
    for (int classes : new int[] {0, -1, 257}) {
      assertRefused(IMAGES, labels(0, 0), classes, "classes must be 1 to 256, but is " + classes);
    }
  }
}
