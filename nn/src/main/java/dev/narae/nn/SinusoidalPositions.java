package dev.narae.nn;

import dev.narae.Grad;
import dev.narae.ShapeException;
import dev.narae.Tensor;

/**
 * Adds to each step t of a sequence what tells its place: sin(t / 10000^(i / model)) to the numbers
 * of even i, and the cosine to those after them (Vaswani et al., "Attention is all you need", 2017,
 * section 3.5). Input and output: (…, steps, model) or, without the batch first, (steps, batch,
 * model).
 */
public final class SinusoidalPositions extends Layer {
  private final boolean batchFirst;
  private final Buffer table;

  /**
   * Places up to a length.
   *
   * @param model the numbers at each step
   * @param longest how many steps there may be
   * @param batchFirst whether inputs are (batch, steps, model) and not (steps, batch, model)
   * @throws IllegalArgumentException if a size is not positive
   */
  public SinusoidalPositions(long model, long longest, boolean batchFirst) {
    Checks.positive("SinusoidalPositions", "model", model);
    Checks.positive("SinusoidalPositions", "the longest sequence", longest);
    this.batchFirst = batchFirst;
    table = buffer("table", table(model, longest), false);
  }

  private static Tensor table(long model, long longest) {
    float[] values = new float[Math.toIntExact(model * longest)];
    for (int t = 0; t < longest; t++) {
      for (int i = 0; i < model; i++) {
        double angle = t / Math.pow(10_000, (double) (i - i % 2) / model);
        values[Math.toIntExact(t * model + i)] =
            (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return Tensor.of(values, longest, model);
  }

  @Override
  protected Tensor forward(Tensor x) {
    boolean batched = x.rank() == 3;
    long longest = table.shape().dim(0);
    long steps = x.rank() < 2 ? 0 : batched && !batchFirst ? x.dim(0) : x.dim(-2);
    if (x.rank() < 2
        || (x.rank() > 3 && !batchFirst)
        || x.dim(-1) != table.shape().dim(1)
        || steps > longest) {
      throw new ShapeException(
          "SinusoidalPositions: the input has shape %s; it must be %s with at most %d steps"
              .formatted(
                  x.shape(),
                  (batchFirst ? "(batch, steps, %d)" : "(steps, batch, %d)")
                      .formatted(table.shape().dim(1)),
                  longest));
    }
    Tensor places;
    try (var _ = Grad.noGrad()) {
      places = table.tensor().narrow(0, 0, steps);
    }
    return x.add(batched && !batchFirst ? places.unsqueeze(1) : places);
  }

  @Override
  protected String settings() {
    return "%d, longest=%d".formatted(table.shape().dim(1), table.shape().dim(0));
  }
}
