package dev.narae.nn;

import dev.narae.Tensor;
import dev.narae.Window;

/** The maximum of each window of an image: (N, C, H, W) to (N, C, OH, OW). */
public final class MaxPool2d extends Layer {
  private final int kernelH;
  private final int kernelW;
  private final Window window;

  /** Square windows side by side. */
  public MaxPool2d(int kernel) {
    this(kernel, kernel, 0);
  }

  /** Square windows; padding counts as negative infinity. */
  public MaxPool2d(int kernel, int stride, int padding) {
    this(kernel, kernel, new Window(stride, stride, padding, padding, 1, 1));
  }

  /**
   * The general form.
   *
   * @throws IllegalArgumentException if a size is not positive, or the padding is more than half of
   *     the kernel
   */
  public MaxPool2d(int kernelH, int kernelW, Window window) {
    Checks.positive("MaxPool2d", "the kernel's height", kernelH);
    Checks.positive("MaxPool2d", "the kernel's width", kernelW);
    Checks.window("MaxPool2d", window);
    if (window.padH() > kernelH / 2 || window.padW() > kernelW / 2) {
      throw new IllegalArgumentException(
          "MaxPool2d: padding %d×%d is more than half of the kernel %d×%d; make it smaller"
              .formatted(window.padH(), window.padW(), kernelH, kernelW));
    }
    this.kernelH = kernelH;
    this.kernelW = kernelW;
    this.window = window;
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.maxPool2d(kernelH, kernelW, window).values();
  }

  @Override
  protected String settings() {
    return "kernel=%d×%d, stride=%d×%d, padding=%d×%d, dilation=%d×%d"
        .formatted(
            kernelH,
            kernelW,
            window.strideH(),
            window.strideW(),
            window.padH(),
            window.padW(),
            window.dilationH(),
            window.dilationW());
  }
}
