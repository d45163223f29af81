package dev.narae;

/**
 * Elements chosen along a dimension, and where they were.
 *
 * @param values the elements; gradients go to where they came from
 * @param positions their positions along the dimension before, I64
 */
public record Located(Tensor values, Tensor positions) {
  /** The elements of {@code input} at some positions of an axis. */
  static Located at(Tensor input, int axis, Tensor positions) {
    return new Located(Dispatch.run(new GatherOp(axis, true), input, positions), positions);
  }

  /** Without the dimension, whose extent is 1. */
  Located squeeze(int axis) {
    return new Located(values.squeeze(axis), positions.squeeze(axis));
  }
}
