package dev.narae.examples.mnist;

import dev.narae.Generator;
import dev.narae.data.DataLoader;
import dev.narae.examples.UserException;
import dev.narae.examples.report.EpochMetrics;
import dev.narae.examples.report.Progress;
import dev.narae.optim.Optimizer;
import dev.narae.optim.SGD;
import dev.narae.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A model in training: goes epoch by epoch, and between two epochs is saved or restored. */
final class Training {
  private final MnistSets sets;
  private final TrainSettings settings;
  private final MnistCnn model;
  private final Optimizer optimizer;
  private final Phases phases;
  private final List<EpochMetrics> epochs = new ArrayList<>();

  /** A fresh model; seeds all random numbers. */
  Training(MnistSets sets, TrainSettings settings) {
    this.sets = sets;
    this.settings = settings;
    Generator.manualSeed(settings.seed());
    model = new MnistCnn();
    optimizer = new SGD(model.parameters(), settings.lr());
    phases = new Phases(model, optimizer);
  }

  /**
   * Puts everything back to where a checkpoint was made, but for the learning rate.
   *
   * @throws UserException if the run cannot go on from there with this data and these settings
   * @throws IOException if it is the checkpoint of another model
   */
  void resume(ResumePoint point) throws IOException {
    point.notes().requireCompatible(settings, sets.fingerprint());
    point.checkpoint().restore(model, optimizer);
    optimizer.learningRate(settings.lr());
    epochs.addAll(point.notes().epochs());
  }

  MnistCnn model() {
    return model;
  }

  /** What the epochs so far came to. */
  List<EpochMetrics> epochs() {
    return Collections.unmodifiableList(epochs);
  }

  boolean isFinished() {
    return epochs.size() >= settings.epochs();
  }

  /**
   * One epoch: trains on the training images, then validates with the test images.
   *
   * @throws UserException if training diverges
   */
  void runEpoch(Progress progress) {
    int epoch = epochs.size();
    String name = "epoch " + (epoch + 1) + "/" + settings.epochs();
    Phases.Outcome trained;
    DataLoader training = sets.training(settings.batch(), settings.seed());
    try (Progress.Phase phase = progress.begin(name + " training", training.samples())) {
      trained = phases.train(training.epoch(epoch), phase);
    }
    Phases.Outcome validated;
    DataLoader testing = sets.testing();
    try (Progress.Phase phase = progress.begin(name + " validation", testing.samples())) {
      validated = phases.validate(testing.epoch(0), phase);
    }
    epochs.add(metrics(epoch + 1, trained, validated));
  }

  private static EpochMetrics metrics(int epoch, Phases.Outcome trained, Phases.Outcome validated) {
    return new EpochMetrics(
        epoch,
        trained.loss(),
        trained.accuracy(),
        validated.loss(),
        validated.accuracy(),
        trained.images() / trained.seconds(),
        trained.seconds() + validated.seconds());
  }

  /** Writes everything that decides how training goes on. */
  void save(Path checkpoint) throws IOException {
    RunNotes notes = new RunNotes(sets.fingerprint(), settings, epochs);
    Checkpoint.save(checkpoint, model, optimizer, epochs.size(), notes.toTexts());
  }
}
