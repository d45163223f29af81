package dev.narae.examples.recipes;

import dev.narae.examples.report.Progress;
import dev.narae.train.Callback;
import dev.narae.train.Run;
import dev.narae.train.RunningMean;
import org.jspecify.annotations.Nullable;

/** Shows a run's steps as a bar or as lines. */
final class ShownProgress implements Callback {
  private final Progress progress;
  private final RunningMean loss = new RunningMean();
  private Progress.@Nullable Phase phase;

  ShownProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void epochBegun(Run run) {
    long batches = run.batches().orElse(0) - run.batch();
    phase =
        progress.begin("epoch %d/%d, batches".formatted(run.epoch() + 1, run.epochs()), batches);
  }

  @Override
  public void stepEnded(Run run) {
    loss.add(run.loss(), 1);
    if (phase != null) {
      phase.advance(1, loss.value());
    }
  }

  @Override
  public void validationBegun(Run run) {
    close();
  }

  @Override
  public void close() {
    Progress.Phase open = phase;
    if (open != null) {
      phase = null;
      open.close();
    }
  }
}
