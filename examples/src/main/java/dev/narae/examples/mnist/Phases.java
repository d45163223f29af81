package dev.narae.examples.mnist;

import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.Epoch;
import dev.narae.examples.UserException;
import dev.narae.examples.report.Progress;
import dev.narae.nn.Layer;
import dev.narae.nn.Loss;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.Optimizer;
import dev.narae.train.Accuracy;
import dev.narae.train.RunningMean;

/** The two phases of an epoch: one that changes the weights and one that only looks. */
final class Phases {
  private final Layer model;
  private final Optimizer optimizer;
  private final Loss criterion = new NLLLoss();

  Phases(Layer model, Optimizer optimizer) {
    this.model = model;
    this.optimizer = optimizer;
  }

  /**
   * What a phase came to.
   *
   * @param loss mean loss per image
   * @param accuracy share of images classified correctly, 0 to 1
   * @param images how many there were
   * @param seconds how long it took
   */
  record Outcome(double loss, double accuracy, long images, double seconds) {}

  /**
   * One step of the optimizer a batch.
   *
   * @throws UserException if the loss is no longer a finite number
   */
  Outcome train(Epoch batches, Progress.Phase progress) {
    model.train();
    Tally tally = new Tally(progress);
    batches.forEachScoped(batch -> step(batch, tally));
    return tally.outcome();
  }

  private void step(Batch batch, Tally tally) {
    Tensor output = model.call(batch.input());
    Tensor loss = criterion.call(output, batch.target());
    tally.add(output, batch, requireFinite(loss.item(), tally));
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
  }

  private double requireFinite(double loss, Tally tally) {
    if (!Double.isFinite(loss)) {
      throw new UserException(
          "the loss became %s after %d images of this epoch: training diverges; lower --lr (now %s)"
              .formatted(loss, tally.loss.count(), optimizer.learningRate()));
    }
    return loss;
  }

  /** Loss and accuracy of the model as it is. */
  Outcome validate(Epoch batches, Progress.Phase progress) {
    model.eval();
    Tally tally = new Tally(progress);
    try (var _ = Grad.noGrad()) {
      batches.forEachScoped(
          batch -> {
            Tensor output = model.call(batch.input());
            tally.add(output, batch, criterion.call(output, batch.target()).item());
          });
    }
    return tally.outcome();
  }

  /** Sums over the batches of a phase. */
  private static final class Tally {
    private final long start = System.nanoTime();
    private final Progress.Phase progress;
    private final RunningMean loss = new RunningMean();
    private final Accuracy accuracy = new Accuracy();

    Tally(Progress.Phase progress) {
      this.progress = progress;
    }

    void add(Tensor output, Batch batch, double meanLoss) {
      loss.add(meanLoss, batch.size());
      accuracy.add(output, batch.target());
      progress.advance((int) batch.size(), loss.value());
    }

    Outcome outcome() {
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Outcome(loss.value(), accuracy.value(), loss.count(), seconds);
    }
  }
}
