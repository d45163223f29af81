package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * yₖ = xᵀ Wₖ z + bₖ of two inputs: (…, first) and (…, second) to (…, outputs).
 *
 * <p>Parameters: {@code weight} (outputs, first, second) and {@code bias} (outputs), at first
 * uniform between ±1/√first.
 */
public final class Bilinear extends Module {
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** A module with bias. */
  public Bilinear(long first, long second, long outputs) {
    this(first, second, outputs, true);
  }

  /**
   * A module with or without bias.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Bilinear(long first, long second, long outputs, boolean withBias) {
    Checks.positive("Bilinear", "the first size", first);
    Checks.positive("Bilinear", "the second size", second);
    Checks.positive("Bilinear", "outputs", outputs);
    weight = parameter("weight", Init.byWidth(first, outputs, first, second));
    bias = withBias ? parameter("bias", Init.byWidth(first, outputs)) : null;
  }

  /**
   * The outputs for two inputs.
   *
   * @param x (…, first)
   * @param z (…, second), with the same leading sizes
   * @throws ShapeException if the shapes do not fit
   */
  public Tensor call(Tensor x, Tensor z) {
    check(x, z);
    return Calls.run(this, () -> forward(x, z), List::of);
  }

  private Tensor forward(Tensor x, Tensor z) {
    Shape shape = weight.shape();
    long outputs = shape.dim(0);
    long first = shape.dim(1);
    long second = shape.dim(2);
    Tensor rows = x.reshape(x.size() / first, first);
    Tensor matrix = weight.tensor().permute(1, 0, 2).reshape(first, outputs * second);
    Tensor products = rows.matmul(matrix).reshape(rows.dim(0), outputs, second);
    Tensor sums = products.mul(z.reshape(rows.dim(0), 1, second)).sum(-1);
    Tensor result = sums.reshape(x.shape().with(x.rank() - 1, outputs));
    return bias == null ? result : result.add(bias.tensor());
  }

  private void check(Tensor x, Tensor z) {
    long first = weight.shape().dim(1);
    long second = weight.shape().dim(2);
    boolean fits =
        x.rank() >= 1
            && z.rank() == x.rank()
            && x.dim(-1) == first
            && z.shape().equals(x.shape().with(x.rank() - 1, second));
    if (!fits) {
      throw new ShapeException(
          "Bilinear: inputs %s and %s; they must be (…, %d) and (…, %d) with equal leading sizes"
              .formatted(x.shape(), z.shape(), first, second));
    }
  }

  @Override
  protected String settings() {
    Shape shape = weight.shape();
    return "%d, %d, %d, bias=%b".formatted(shape.dim(1), shape.dim(2), shape.dim(0), bias != null);
  }
}
