package dev.narae.nn;

import dev.narae.ShapeException;
import dev.narae.Tensor;

/** The softmax over the channels of (N, C, H, W) or (C, H, W), at each place on its own. */
public final class Softmax2d extends Layer {
  /** A layer without parameters. */
  public Softmax2d() {}

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() != 3 && x.rank() != 4) {
      throw new ShapeException(
          "Softmax2d: the input has shape %s; it must be (N, C, H, W) or (C, H, W)"
              .formatted(x.shape()));
    }
    return x.softmax(-3);
  }
}
