package dev.narae.examples.mnist;

import dev.narae.Tensor;
import dev.narae.nn.Conv2d;
import dev.narae.nn.Dropout2d;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.LogSoftmax;
import dev.narae.nn.MaxPool2d;
import dev.narae.nn.ReLU;

/**
 * The lab report's network: two convolutions, two linear layers and 21 840 parameters, from images
 * (batch, 1, 28, 28) to log-probabilities (batch, 10).
 */
public final class MnistCnn extends Layer {
  private final Conv2d conv1 = child("conv1", new Conv2d(1, 10, 5));
  private final Conv2d conv2 = child("conv2", new Conv2d(10, 20, 5));
  private final Dropout2d dropout;
  private final MaxPool2d pool = child("pool", new MaxPool2d(2));
  private final ReLU relu = child("relu", new ReLU());
  private final Linear fc1 = child("fc1", new Linear(320, 50));
  private final Linear fc2 = child("fc2", new Linear(50, 10));
  private final LogSoftmax logSoftmax = child("log_softmax", new LogSoftmax(1));

  /** The network with dropout of half of the second convolution's channels. */
  public MnistCnn() {
    this(0.5);
  }

  /** The network with another probability of dropout. */
  public MnistCnn(double dropoutProbability) {
    dropout = child("dropout", new Dropout2d(dropoutProbability));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor h = relu.call(pool.call(conv1.call(x)));
    h = relu.call(pool.call(dropout.call(conv2.call(h))));
    h = relu.call(fc1.call(h.flatten(1, -1)));
    return logSoftmax.call(fc2.call(h));
  }
}
