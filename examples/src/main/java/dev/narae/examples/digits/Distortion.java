package dev.narae.examples.digits;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Tensor;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Turns, scales and moves each image a little, as if it had been written by another hand: images
 * (batch, 1, height, width) to F32 of the same shape; what comes in from outside is black.
 */
final class Distortion implements UnaryOperator<Tensor> {
  private static final double ANGLE = Math.toRadians(12);
  private static final double SCALE = 0.12;
  private static final double SHIFT = 2;

  private final SplittableRandom random;

  Distortion(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public Tensor apply(Tensor images) {
    float[] from = images.to(DType.F32).toFloatArray();
    float[] to = new float[from.length];
    int height = Math.toIntExact(images.dim(2));
    int width = Math.toIntExact(images.dim(3));
    for (int image = 0; image < images.dim(0); image++) {
      distort(from, to, image * height * width, height, width);
    }
    return Device.with(images.device(), () -> Tensor.of(to, images.shape().dims()));
  }

  private double between(double limit) {
    return random.nextDouble(-limit, limit);
  }

  /** Every new place takes what lies where the opposite movement leads. */
  private void distort(float[] from, float[] to, int start, int height, int width) {
    double angle = between(ANGLE);
    double scale = 1 + between(SCALE);
    double cos = Math.cos(angle) * scale;
    double sin = Math.sin(angle) * scale;
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    double x0 = middleX + between(SHIFT);
    double y0 = middleY + between(SHIFT);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sourceX = x0 + cos * (x - middleX) - sin * (y - middleY);
        double sourceY = y0 + sin * (x - middleX) + cos * (y - middleY);
        to[start + y * width + x] = at(from, start, height, width, sourceY, sourceX);
      }
    }
  }

  /** Between four pixels, by how near they are. */
  private static float at(float[] image, int start, int height, int width, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float down = (float) (y - top);
    float right = (float) (x - left);
    float above =
        mix(
            pixel(image, start, height, width, top, left),
            pixel(image, start, height, width, top, left + 1),
            right);
    float below =
        mix(
            pixel(image, start, height, width, top + 1, left),
            pixel(image, start, height, width, top + 1, left + 1),
            right);
    return mix(above, below, down);
  }

  private static float mix(float a, float b, float share) {
    return a + share * (b - a);
  }

  private static float pixel(float[] image, int start, int height, int width, int y, int x) {
    return y < 0 || y >= height || x < 0 || x >= width ? 0 : image[start + y * width + x];
  }
}
