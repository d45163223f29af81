package dev.narae.benchmarks;

import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;

/** The lab report's item 5 as a whole program, whose start to end {@code cold.sh} measures. */
final class Item5 {
  private static final int STEPS = 500;
  private static final double RATE = 1e-6;

  private Item5() {}

  /** Trains the two-layer net and prints the last loss. */
  public static void main(String[] arguments) {
    Generator.manualSeed(0);
    Tensor x = Tensor.randn(64, 1000);
    Tensor y = Tensor.randn(64, 10);
    Tensor w1 = Tensor.randn(1000, 100).requiresGrad(true);
    Tensor w2 = Tensor.randn(100, 10).requiresGrad(true);
    double value = 0;
    for (int step = 0; step < STEPS; step++) {
      try (Scope _ = Scope.open()) {
        Tensor loss = x.mm(w1).clampMin(0).mm(w2).sub(y).square().sum();
        value = loss.item();
        loss.backward();
        try (var _ = Grad.noGrad()) {
          update(w1);
          update(w2);
        }
      }
    }
    System.out.printf("loss %.4f%n", value);
  }

  private static void update(Tensor weight) {
    Tensor gradient = weight.grad();
    if (gradient != null) {
      weight.addInPlace(gradient, -RATE);
    }
    weight.zeroGrad();
  }
}
