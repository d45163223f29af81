package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.Window;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution: (N, inputs, H, W) to (N, outputs, OH, OW), with OH and OW as
 * {@link Tensor#conv2d} says.
 *
 * <p>Parameters: {@code weight} (outputs, inputs / groups, KH, KW) and {@code bias} (outputs), at
 * first uniform between ±1/√(inputs / groups · KH · KW).
 */
public final class Conv2d extends Layer {
  private final ConvOptions options;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** A square kernel with bias, stride 1 and no padding. */
  public Conv2d(long inputs, long outputs, int kernel) {
    this(inputs, outputs, kernel, ConvOptions.DEFAULT);
  }

  /** A square kernel with bias. */
  public Conv2d(long inputs, long outputs, int kernel, ConvOptions options) {
    this(inputs, outputs, kernel, kernel, options, true);
  }

  /**
   * The general form.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernelH the height of the kernel
   * @param kernelW the width of the kernel
   * @param options stride, padding, dilation and groups
   * @param withBias whether a number is added to each output channel
   * @throws IllegalArgumentException if a size is not positive, or the groups do not divide the
   *     channels
   */
  public Conv2d(
      long inputs, long outputs, int kernelH, int kernelW, ConvOptions options, boolean withBias) {
    Checks.positive("Conv2d", "inputs", inputs);
    Checks.positive("Conv2d", "outputs", outputs);
    Checks.positive("Conv2d", "the kernel's height", kernelH);
    Checks.positive("Conv2d", "the kernel's width", kernelW);
    Checks.window("Conv2d", options.window());
    checkGroups(inputs, outputs, options.groups());
    this.options = options;
    Shape shape = Shape.of(outputs, inputs / options.groups(), kernelH, kernelW);
    weight = parameter("weight", Init.defaultWeight(shape));
    bias = withBias ? parameter("bias", Init.defaultBias(shape)) : null;
  }

  private static void checkGroups(long inputs, long outputs, int groups) {
    Checks.positive("Conv2d", "groups", groups);
    if (inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "Conv2d: %d groups must divide the %d input and %d output channels"
              .formatted(groups, inputs, outputs));
    }
  }

  /** The weight (outputs, inputs / groups, KH, KW). */
  public Parameter weight() {
    return weight;
  }

  /** The bias (outputs), or null. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.conv2d(weight.tensor(), bias == null ? null : bias.tensor(), options);
  }

  @Override
  protected String settings() {
    Shape shape = weight.shape();
    Window window = options.window();
    return "%d, %d, kernel=%d×%d, stride=%d×%d, padding=%d×%d, dilation=%d×%d, groups=%d, bias=%b"
        .formatted(
            shape.dim(1) * options.groups(),
            shape.dim(0),
            shape.dim(2),
            shape.dim(3),
            window.strideH(),
            window.strideW(),
            window.padH(),
            window.padW(),
            window.dilationH(),
            window.dilationW(),
            options.groups(),
            bias != null);
  }
}
