package dev.narae.examples.lab.book;

import dev.narae.Tensor;
import java.awt.image.BufferedImage;

/** Draws images of a batch beside each other, dark strokes on white paper. */
public final class Digits {
  private static final int ENLARGED = 6;
  private static final int GAP = 2;

  private Digits() {}

  /** The images of a tensor (n, 1, height, width), of any range of values. */
  public static BufferedImage draw(Tensor images) {
    int n = (int) images.dim(0);
    int height = (int) images.dim(2);
    int width = (int) images.dim(3);
    double low = images.min().item();
    double high = images.max().item();
    double[] values = images.contiguous().toDoubleArray();
    BufferedImage picture =
        new BufferedImage(
            (n * (width + GAP) - GAP) * ENLARGED, height * ENLARGED, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int column = x / ENLARGED % (width + GAP);
        int image = x / ENLARGED / (width + GAP);
        int grey = 255;
        if (column < width) {
          double value = values[(image * height + y / ENLARGED) * width + column];
          grey = 255 - (int) Math.round(255 * (value - low) / (high - low));
        }
        picture.getRaster().setSample(x, y, 0, grey);
      }
    }
    return picture;
  }
}
