package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.LiveMemory;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.nn.CrossEntropyLoss;
import dev.narae.nn.Linear;
import dev.narae.nn.Sequential;
import dev.narae.nn.Tanh;
import dev.narae.optim.Adam;
import dev.narae.optim.Optimizer;
import dev.narae.optim.SGD;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Modules, optimizers and data together. */
class TrainingTest {
  @BeforeEach
  void seed() {
    Generator.manualSeed(1);
  }

  private static Sequential network() {
    return new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 2));
  }

  /** Points of the square, labelled by whether both coordinates have one sign: not separable. */
  private static TensorDataset quadrants() {
    Tensor points = Tensor.rand(400, 2).mul(2L).sub(1L);
    Tensor product = points.select(1, 0).mul(points.select(1, 1));
    return new TensorDataset(points, product.gt(0L).to(DType.I64));
  }

  private static double step(Sequential network, Optimizer optimizer, Batch batch) {
    optimizer.zeroGrad();
    Tensor loss = new CrossEntropyLoss().call(network.call(batch.input()), batch.target());
    loss.backward();
    optimizer.step();
    return loss.item();
  }

  @Test
  void aSmallNetworkLearnsQuadrants() {
    Sequential network = network();
    Adam adam = new Adam(network.parameters(), 0.02);
    TensorDataset data = quadrants();
    DataLoader loader = new DataLoader(data, 50).shuffled(2);
    for (int epoch = 0; epoch < 40; epoch++) {
      loader.epoch(epoch).forEachScoped(batch -> step(network, adam, batch));
    }
    Accuracy accuracy = new Accuracy();
    for (Batch batch : new DataLoader(data, 100)) {
      accuracy.add(Grad.noGrad(() -> network.call(batch.input())), batch.target());
    }
    assertTrue(accuracy.value() > 0.95, "accuracy " + accuracy.value());
  }

  /** A loop without any memory code holds no more after two thousand steps than after 200. */
  @Test
  void plainLoopsRunInBoundedMemory() {
    Sequential network = network();
    SGD sgd = new SGD(network.parameters(), 0.05);
    Batch batch = quadrants().get(new long[] {1, 2, 3, 4});
    steps(200, network, sgd, batch);
    long early = LiveMemory.settled();
    steps(1800, network, sgd, batch);
    long late = LiveMemory.settled();
    assertTrue(late <= early, "%d bytes after 200 steps, then %d".formatted(early, late));
  }

  private static void steps(int count, Sequential network, SGD sgd, Batch batch) {
    for (int i = 0; i < count; i++) {
      step(network, sgd, batch);
    }
  }
}
