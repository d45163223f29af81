package dev.narae;

/** Operands brought to the shape an operator wants them in. */
final class Arguments {
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
    java.util.Arrays.fill(sizes, 1);
    sizes[0] = weight.dim(0);
    return weight.reshape(sizes);
  }
}
