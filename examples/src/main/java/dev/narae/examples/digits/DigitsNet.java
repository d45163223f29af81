package dev.narae.examples.digits;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import dev.narae.nn.BatchNorm2d;
import dev.narae.nn.Conv2d;
import dev.narae.nn.Dropout;
import dev.narae.nn.Flatten;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.MaxPool2d;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;

/**
 * Four convolutions, each with batch normalisation, and a linear layer: from images (batch, 1, 28,
 * 28) to scores (batch, 10).
 */
public final class DigitsNet extends Layer {
  private final Sequential layers;

  /** The network with first values as in PyTorch. */
  public DigitsNet() {
    layers =
        child(
            "layers",
            new Sequential(
                block(1, 12, 5),
                new MaxPool2d(2),
                block(12, 24, 3),
                block(24, 24, 3),
                new MaxPool2d(2),
                block(24, 48, 3),
                new MaxPool2d(2),
                new Flatten(),
                new Dropout(0.2),
                new Linear(48 * 3 * 3, 10)));
  }

  /** A convolution that keeps the size; what its bias would do, the normalisation undoes. */
  private static Sequential block(long inputs, long outputs, int kernel) {
    ConvOptions options = ConvOptions.DEFAULT.padding(kernel / 2);
    return new Sequential(
        new Conv2d(inputs, outputs, kernel, kernel, options, false),
        new BatchNorm2d(outputs),
        new ReLU());
  }

  @Override
  protected Tensor forward(Tensor x) {
    return layers.call(x);
  }
}
