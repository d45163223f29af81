package dev.narae.train;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.nn.Dropout;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import dev.narae.optim.Adam;
import dev.narae.optim.Optimizer;

/** A small problem that has everything: random numbers, momenta, a last batch that is smaller. */
record Toy(Layer model, Optimizer optimizer, DataLoader training, DataLoader validation) {
  static Toy make() {
    Generator.manualSeed(3);
    Tensor x = Tensor.randn(70, 4);
    Tensor labels = x.select(1, 0).gt(x.select(1, 1)).to(dev.narae.DType.I64);
    TensorDataset data = new TensorDataset(x, labels);
    Layer model =
        new Sequential(new Linear(4, 16), new ReLU(), new Dropout(0.1), new Linear(16, 2));
    Optimizer optimizer = new Adam(model.parameters(), 0.01);
    return new Toy(
        model, optimizer, new DataLoader(data, 16).shuffled(5), new DataLoader(data, 32));
  }

  Trainer trainer() {
    return Trainer.of(model, optimizer, Tensor::crossEntropy).metric("accuracy", Accuracy::new);
  }

  /** All parameters, bit for bit. */
  String bits() {
    StringBuilder text = new StringBuilder();
    model
        .stateDict()
        .forEach(
            (name, tensor) -> {
              text.append(name);
              for (float value : tensor.toFloatArray()) {
                text.append(' ').append(Integer.toHexString(Float.floatToRawIntBits(value)));
              }
            });
    return text.toString();
  }
}
