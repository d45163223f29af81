package dev.narae.benchmarks.data;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.BatchIterator;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.nn.Layer;
import dev.narae.optim.SGD;
import dev.narae.train.Trainer;
import java.util.function.Supplier;

/**
 * What a step of a trainer takes beside one of a loop written by hand.
 *
 * @param name of the model
 * @param batch samples in a batch
 * @param millis of a step of the loop
 * @param ratio of the trainer's time to the loop's, the median over turns
 */
public record TrainerCost(String name, int batch, double millis, double ratio) {
  private static final double MOST = 1.05;

  /**
   * Has a trainer and a loop train equal models on equal data in turns.
   *
   * @param sizes of an input
   * @param steps of one turn
   * @param warm seconds of turns that do not count
   * @param turns of each that do
   */
  public static TrainerCost measure(
      String name,
      Supplier<Layer> model,
      long[] sizes,
      int batch,
      int steps,
      double warm,
      int turns)
      throws Exception {
    DataLoader loader = loader(sizes, batch, steps);
    Layer byHand = model.get();
    SGD optimizer = new SGD(byHand.parameters(), 0.001);
    Layer trained = model.get();
    Trainer trainer =
        Trainer.of(trained, new SGD(trained.parameters(), 0.001), Tensor::crossEntropy);
    double[] loop = new double[turns];
    double[] others = new double[turns];
    double left = warm;
    for (int turn = 0; turn < turns; ) {
      double hand = Turn.seconds(() -> loop(byHand, optimizer, loader));
      double train = Turn.seconds(() -> trainer.fit(loader, 1));
      left -= hand + train;
      if (left <= 0) {
        loop[turn] = hand;
        others[turn++] = train;
      }
    }
    double millis = 1000 * Turn.median(loop) / steps;
    return new TrainerCost(name, batch, millis, Turn.medianRatio(others, loop));
  }

  private static DataLoader loader(long[] sizes, int batch, int steps) {
    Generator.manualSeed(1);
    long[] shape = new long[sizes.length + 1];
    shape[0] = (long) batch * steps;
    System.arraycopy(sizes, 0, shape, 1, sizes.length);
    Tensor labels = Tensor.rand(shape[0]).mul(10).to(DType.I64);
    return new DataLoader(new TensorDataset(Tensor.randn(shape), labels), batch).shuffled(2);
  }

  /** What a user writes who wants nothing but the loss. */
  private static double loop(Layer model, SGD optimizer, DataLoader loader) {
    double sum = 0;
    model.train();
    try (BatchIterator batches = loader.epoch(0).iterator()) {
      while (batches.hasNext()) {
        try (Scope _ = Scope.open()) {
          Batch batch = batches.next();
          Tensor loss = model.call(batch.input()).crossEntropy(batch.target());
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          sum += loss.item();
        }
      }
    }
    return sum;
  }

  /** Whether it is hardly more. */
  public boolean isMet() {
    return ratio <= MOST;
  }

  @Override
  public String toString() {
    return "trainer beside a loop, %s, batches of %d: %.3f times its %.3f ms a step (target: %.2f, %s)"
        .formatted(name, batch, ratio, millis, MOST, isMet() ? "met" : "NOT met");
  }
}
