package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;

/**
 * Turns pairs of numbers of queries and keys by angles that grow with the step, so that their
 * products depend on the distance of two steps: the pair i of step t by t · base^(-2 i / width) (Su
 * et al., "RoFormer: enhanced transformer with rotary position embedding", 2021, equation 34).
 *
 * <p>Input and output: (…, steps, width), such as queries by head (batch, heads, steps, width).
 */
public final class RotaryPositions extends Layer {
  private final Pairs pairs;
  private final Buffer cosines;
  private final Buffer sines;

  /** Which numbers form a pair. */
  public enum Pairs {
    /** Each with its neighbour, as published. */
    NEIGHBOURS,
    /** Each of the first half with that of the second, as GPT-NeoX and LLaMA's files have it. */
    HALVES
  }

  /** Places up to a length, with base 10 000 and neighbours as pairs. */
  public RotaryPositions(long width, long longest) {
    this(width, longest, 10_000, Pairs.NEIGHBOURS);
  }

  /**
   * The general form.
   *
   * @param width the numbers of a query or key, even
   * @param longest how many steps there may be
   * @throws IllegalArgumentException if a size is not positive or the width is odd
   */
  public RotaryPositions(long width, long longest, double base, Pairs pairs) {
    Checks.positive("RotaryPositions", "the width", width);
    Checks.positive("RotaryPositions", "the longest sequence", longest);
    if (width % 2 != 0) {
      throw new IllegalArgumentException(
          "RotaryPositions: the width is %d; it must be even to form pairs".formatted(width));
    }
    this.pairs = pairs;
    int half = Math.toIntExact(width / 2);
    float[] cos = new float[Math.toIntExact(longest * half)];
    float[] sin = new float[cos.length];
    for (int t = 0; t < longest; t++) {
      for (int i = 0; i < half; i++) {
        double angle = t * Math.pow(base, -2.0 * i / width);
        cos[t * half + i] = (float) Math.cos(angle);
        sin[t * half + i] = (float) Math.sin(angle);
      }
    }
    cosines = buffer("cosines", Tensor.of(cos, longest, half), false);
    sines = buffer("sines", Tensor.of(sin, longest, half), false);
  }

  /**
   * The input whose first step is at a place other than 0, as when a sequence goes on.
   *
   * @throws ShapeException if the shape does not fit or there are too many steps
   */
  public Tensor call(Tensor x, long start) {
    return run(() -> turn(x, start), List::of);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return turn(x, 0);
  }

  private Tensor turn(Tensor x, long start) {
    Shape table = cosines.shape();
    long half = table.dim(1);
    if (x.rank() < 2 || x.dim(-1) != 2 * half || start < 0 || start + x.dim(-2) > table.dim(0)) {
      throw new ShapeException(
          "RotaryPositions: the input has shape %s and begins at step %d; it must be (…, steps, %d) and end by step %d"
              .formatted(x.shape(), start, 2 * half, table.dim(0)));
    }
    Tensor cos = cosines.tensor().narrow(0, start, x.dim(-2)).to(x.dtype());
    Tensor sin = sines.tensor().narrow(0, start, x.dim(-2)).to(x.dtype());
    if (pairs == Pairs.HALVES) {
      List<Tensor> parts = x.chunk(2, -1);
      return Tensor.cat(-1, turned(parts.get(0), parts.get(1), cos, sin));
    }
    Shape apart = x.shape().with(x.rank() - 1, half).insert(x.rank(), 2);
    List<Tensor> parts = x.reshape(apart).unbind(-1);
    return Tensor.stack(-1, turned(parts.get(0), parts.get(1), cos, sin)).reshape(x.shape());
  }

  private static Tensor[] turned(Tensor a, Tensor b, Tensor cos, Tensor sin) {
    return new Tensor[] {a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))};
  }

  @Override
  protected String settings() {
    Shape table = cosines.shape();
    return "%d, longest=%d, pairs=%s".formatted(2 * table.dim(1), table.dim(0), pairs);
  }
}
