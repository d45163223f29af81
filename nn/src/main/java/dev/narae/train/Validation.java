package dev.narae.train;

import dev.narae.Grad;
import dev.narae.data.DataLoader;
import java.util.List;

/** Tries a model on data that it is not trained on. */
final class Validation {
  private final Trainer trainer;
  private final MetricSet metrics;

  Validation(Trainer trainer) {
    this.trainer = trainer;
    metrics = trainer.newMetrics();
  }

  /** Puts the figures under their names behind a prefix; the model's mode is as before then. */
  void run(DataLoader data, String prefix, Run run) {
    metrics.reset();
    List<dev.narae.nn.Module> modes =
        trainer.model().modules().stream().filter(module -> module.isTraining()).toList();
    trainer.model().eval();
    try (var _ = Grad.noGrad()) {
      data.epoch(0)
          .forEachScoped(
              batch -> {
                Output output = trainer.forward().run(batch);
                metrics.add(output, output.loss().item(), batch.size());
              });
    } finally {
      if (!modes.isEmpty()) {
        trainer.model().train();
      }
    }
    metrics.report(prefix, run);
  }
}
