package dev.narae.data;

import dev.narae.DType;
import dev.narae.InterpolateOptions;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Random and fixed changes of whole batches of images (batch, channels, height, width), bytes or
 * floating numbers in [0, 1]; each image gets random numbers of its own. Bytes stay bytes: results
 * are rounded to the nearest.
 *
 * <p>Names and ranges are those of torchvision. For a loader: {@code
 * loader.transformed(ImageTransforms.randomCrop(32, 32, 4))}.
 */
public final class ImageTransforms {
  private ImageTransforms() {}

  private static Transform random(String name, BiFunction<Tensor, Draw, Tensor> change) {
    return (batch, random) ->
        batch.mapInput(images -> change.apply(images(name, images), new Draw(random)));
  }

  private static Tensor images(String name, Tensor images) {
    if (images.rank() != 4) {
      throw new ShapeException(
          "%s: images %s; they must be (batch, channels, height, width)"
              .formatted(name, images.shape()));
    }
    return images;
  }

  private static void checkExtents(String name, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "%s: height %d and width %d; both must be at least 1".formatted(name, height, width));
    }
  }

  // --- Places ---------------------------------------------------------------------------------

  /** Mirrors each image left to right with a probability. */
  public static Transform randomHorizontalFlip(double p) {
    return randomFlip("randomHorizontalFlip", p, 3);
  }

  /** Mirrors each image top to bottom with a probability. */
  public static Transform randomVerticalFlip(double p) {
    return randomFlip("randomVerticalFlip", p, 2);
  }

  private static Transform randomFlip(String name, double p, int dim) {
    Draw.checkProbability(name, p);
    return random(name, (x, draw) -> draw.chances(x.dim(0), p, x.device()).where(x.flip(dim), x));
  }

  /**
   * Cuts a window at a random place out of each image, after zeros were put around it.
   *
   * @param padding how many zeros on each side; 0 or more
   * @throws IllegalArgumentException if a number is too small
   */
  public static Transform randomCrop(int height, int width, int padding) {
    checkExtents("randomCrop", height, width);
    if (padding < 0) {
      throw new IllegalArgumentException(
          "randomCrop: the padding is %d; it must be 0 or more".formatted(padding));
    }
    return random(
        "randomCrop", (x, draw) -> Windows.random(padded(x, padding), height, width, draw));
  }

  private static Tensor padded(Tensor x, int padding) {
    return padding == 0 ? x : x.pad(padding, padding, padding, padding);
  }

  /** Cuts the middle out of each image. */
  public static UnaryOperator<Tensor> centerCrop(int height, int width) {
    checkExtents("centerCrop", height, width);
    return x -> {
      Windows.requireRoom("centerCrop", images("centerCrop", x), height, width);
      // Half a pixel goes to the even place, as torchvision has it.
      long top = (long) Math.rint((x.dim(2) - height) / 2.0);
      long left = (long) Math.rint((x.dim(3) - width) / 2.0);
      return x.narrow(2, top, height).narrow(3, left, width).contiguous();
    };
  }

  /**
   * Another size: larger by linear interpolation, smaller by the means of the areas that become one
   * pixel.
   */
  public static UnaryOperator<Tensor> resize(int height, int width) {
    checkExtents("resize", height, width);
    return x -> {
      Tensor computed = images("resize", x).to(Draw.computed(x));
      Tensor tall = resized(computed, height, x.dim(3));
      return Colors.asBefore(resized(tall, height, width), x);
    };
  }

  private static Tensor resized(Tensor x, long height, long width) {
    boolean smaller = height * width < x.dim(2) * x.dim(3);
    return x.interpolate(
        InterpolateOptions.size(height, width)
            .mode(smaller ? InterpolateOptions.Mode.AREA : InterpolateOptions.Mode.LINEAR));
  }

  /**
   * Turns each image about its middle by a random angle of at most so many degrees either way; what
   * comes from outside is 0.
   */
  public static Transform randomRotation(double degrees) {
    return randomAffine(AffineRange.rotation(degrees));
  }

  /** Turns, shifts, scales and shears each image at random; what comes from outside is 0. */
  public static Transform randomAffine(AffineRange range) {
    return random("randomAffine", (x, draw) -> Warp.apply(x, range.draw(x, draw)));
  }

  // --- Colours --------------------------------------------------------------------------------

  /**
   * Changes brightness, contrast and saturation by random factors, and the hue by a random angle,
   * in this order; results are cut off at black and white. Saturation and hue change images of
   * three channels only.
   */
  public static Transform colorJitter(ColorRange range) {
    return random("colorJitter", (x, draw) -> Colors.jitter(x, range, draw));
  }

  /**
   * Fills a random rectangle of each image with 0, with a probability of {@code p} (Zhong et al.:
   * Random erasing data augmentation, 2017, algorithm 1, with its areas of 0.02 to 0.33 and ratios
   * of 0.3 to 3.3).
   */
  public static Transform randomErasing(double p) {
    Draw.checkProbability("randomErasing", p);
    return random("randomErasing", (x, draw) -> Erasing.apply(x, p, draw));
  }

  // --- Mixtures -------------------------------------------------------------------------------

  /**
   * Mixes each image with another of its batch, and their classes in the same proportion (Zhang et
   * al.: mixup: Beyond empirical risk minimization, 2017, equation 1). Targets become
   * probabilities, F32 (batch, classes), which {@code crossEntropy} takes as they are.
   *
   * @param alpha both parameters of the beta distribution of the proportion, such as 0.2
   * @param classes the number of classes
   * @throws IllegalArgumentException if alpha is not positive and finite, or there is no class
   */
  public static Transform mixup(double alpha, long classes) {
    if (!(alpha > 0 && Double.isFinite(alpha)) || classes < 1) {
      throw new IllegalArgumentException(
          "mixup: alpha %s and %d classes; alpha must be positive and finite, classes at least 1"
              .formatted(alpha, classes));
    }
    return (batch, random) -> {
      Draw draw = new Draw(random);
      double share = draw.beta(alpha);
      Tensor x = batch.input().to(Draw.computed(batch.input()));
      Tensor order = draw.permutation(x.dim(0), x.device());
      Tensor classes01 = batch.target().oneHot(classes).to(DType.F32);
      return Batch.of(mixed(x, order, share), mixed(classes01, order, share));
    };
  }

  private static Tensor mixed(Tensor x, Tensor order, double share) {
    return x.mul(share).add(x.indexSelect(0, order).mul(1 - share));
  }
}
