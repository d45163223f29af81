package dev.narae.examples.vae;

import dev.narae.DType;
import dev.narae.Tensor;
import java.awt.image.BufferedImage;

/** Draws images side by side, dark strokes on white paper. */
final class ImageGrid {
  private static final int SIDE = 28;
  private static final int SCALE = 3;
  private static final int GAP = 6;

  private ImageGrid() {}

  /** Images (count, 784) of numbers in [0, 1], so many in a row. */
  static BufferedImage draw(Tensor images, int columns) {
    int count = Math.toIntExact(images.dim(0));
    int rows = (count + columns - 1) / columns;
    int tile = SIDE * SCALE + GAP;
    BufferedImage grid =
        new BufferedImage(columns * tile + GAP, rows * tile + GAP, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < grid.getHeight(); y++) {
      for (int x = 0; x < grid.getWidth(); x++) {
        grid.setRGB(x, y, 0xFFFFFF);
      }
    }
    float[] values = images.to(DType.F32).toFloatArray();
    for (int i = 0; i < count; i++) {
      drawTile(grid, values, i, GAP + i % columns * tile, GAP + i / columns * tile);
    }
    return grid;
  }

  private static void drawTile(BufferedImage grid, float[] values, int image, int left, int top) {
    for (int y = 0; y < SIDE * SCALE; y++) {
      for (int x = 0; x < SIDE * SCALE; x++) {
        float value = values[image * SIDE * SIDE + y / SCALE * SIDE + x / SCALE];
        int grey = 255 - Math.round(255 * Math.clamp(value, 0f, 1f));
        grid.setRGB(left + x, top + y, grey * 0x010101);
      }
    }
  }
}
