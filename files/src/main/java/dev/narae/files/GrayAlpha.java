package dev.narae.files;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;

/**
 * Gray pictures with transparency. Java takes their grays for linear light and draws them bright.
 */
final class GrayAlpha {
  private GrayAlpha() {}

  /** The picture with its grays as red, green and blue; any other picture as it is. */
  static BufferedImage asColours(BufferedImage picture) {
    ColorModel model = picture.getColorModel();
    if (!model.hasAlpha() || model.getColorSpace().getType() != ColorSpace.TYPE_GRAY) {
      return picture;
    }
    int width = picture.getWidth();
    BufferedImage copy = new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_INT_ARGB);
    Raster raster = picture.getRaster();
    int excess = model.getComponentSize(0) - Byte.SIZE; // samples have 8 or 16 bits
    int[] samples = new int[2 * width];
    int[] colours = new int[width];
    for (int y = 0; y < picture.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        int gray = samples[2 * x] >> excess;
        int alpha = samples[2 * x + 1] >> excess;
        colours[x] = alpha << 24 | gray * 0x010101;
      }
      copy.setRGB(0, y, width, 1, colours, 0, width);
    }
    return copy;
  }
}
