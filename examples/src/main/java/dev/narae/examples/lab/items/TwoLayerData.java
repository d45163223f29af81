package dev.narae.examples.lab.items;

import dev.narae.Generator;
import dev.narae.Tensor;

/**
 * What items 4 to 7 share: 64 random samples of 1000 numbers with targets of 10, and the initial
 * weights of a net 1000 → 100 → 10.
 */
record TwoLayerData(Tensor x, Tensor y, Tensor w1, Tensor w2) {
  static final int STEPS = 500;
  static final double LEARNING_RATE = 1e-6;

  static TwoLayerData create() {
    Generator.manualSeed(0);
    return new TwoLayerData(
        Tensor.randn(64, 1000),
        Tensor.randn(64, 10),
        Tensor.randn(1000, 100),
        Tensor.randn(100, 10));
  }
}
