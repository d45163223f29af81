package dev.narae.examples.lab.items;

import dev.narae.Tensor;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;

/** A net of two layers with a ReLU between them: (batch, 1000) → (batch, 10). */
final class TwoLayerNet extends Layer {
  private final Linear linear1 = child("linear1", new Linear(1000, 100));
  private final Linear linear2 = child("linear2", new Linear(100, 10));

  @Override
  protected Tensor forward(Tensor x) {
    return linear2.call(linear1.call(x).relu());
  }
}
