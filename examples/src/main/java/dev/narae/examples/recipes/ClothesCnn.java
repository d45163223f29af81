package dev.narae.examples.recipes;

import dev.narae.ConvOptions;
import dev.narae.nn.Conv2d;
import dev.narae.nn.Dropout;
import dev.narae.nn.Flatten;
import dev.narae.nn.Linear;
import dev.narae.nn.MaxPool2d;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;

/** A small convolutional network: (batch, 1, 28, 28) to scores (batch, 10). */
final class ClothesCnn {
  private ClothesCnn() {}

  static Sequential make() {
    ConvOptions same = ConvOptions.DEFAULT.padding(1);
    return new Sequential(
        new Conv2d(1, 16, 3, same),
        new ReLU(),
        new MaxPool2d(2),
        new Conv2d(16, 32, 3, same),
        new ReLU(),
        new MaxPool2d(2),
        new Flatten(),
        new Dropout(0.25),
        new Linear(32 * 7 * 7, 128),
        new ReLU(),
        new Dropout(0.25),
        new Linear(128, 10));
  }
}
