package dev.narae.nn;

import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;

/**
 * The first half of a dimension times the logistic function of the second (Dauphin et al. 2016,
 * equation 1).
 */
public final class GLU extends Layer {
  private final int dim;

  /** Halves of the last dimension. */
  public GLU() {
    this(-1);
  }

  /** Halves of {@code dim}, which may be negative to count from the last. */
  public GLU(int dim) {
    this.dim = dim;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() == 0 || x.dim(dim) % 2 != 0) {
      throw new ShapeException(
          "GLU: dimension %d of input %s cannot be halved; it must have an even size"
              .formatted(dim, x.shape()));
    }
    List<Tensor> halves = x.chunk(2, dim);
    return halves.get(0).mul(halves.get(1).sigmoid());
  }

  @Override
  protected String settings() {
    return "dim=" + dim;
  }
}
