package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import java.util.Arrays;

/** Operands brought to the shape an operator wants them in. */
final class Arguments {
  /** x, and 0 in place of NaN. */
  static final Formula WITHOUT_NAN =
      Formula.unary("nansum", x -> x.isNaN().where(Expr.constant(0), x));

  private Arguments() {}

  /** A vector of one number a channel, to be broadcast along dimension 1 of the input. */
  static Tensor alongChannels(String op, Tensor input, Tensor weight) {
    if (weight.rank() != 1 || weight.dim(0) == 1 || input.rank() < 2) {
      return weight;
    }
    if (weight.dim(0) != input.dim(1)) {
      throw new ShapeException(
          ("%s: the weight %s does not fit input %s; give one weight a channel, which is dimension"
                  + " 1, or a single one")
              .formatted(op, weight.shape(), input.shape()));
    }
    long[] sizes = new long[input.rank() - 1];
    Arrays.fill(sizes, 1);
    sizes[0] = weight.dim(0);
    return weight.reshape(sizes);
  }

  /** The largest finite number of a floating dtype. */
  static double largest(DType dtype) {
    return switch (dtype) {
      case F16 -> 65_504;
      case BF16 -> 0x1.FEp127;
      case F32 -> Float.MAX_VALUE;
      default -> Double.MAX_VALUE;
    };
  }
}
