package dev.narae.train;

import dev.narae.data.LoaderState;
import dev.narae.io.TensorFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint of a {@link Trainer} says beyond model, optimizer and random numbers.
 *
 * @param place where the data goes on
 * @param step how many steps were taken
 * @param history the figures of the epochs so far
 */
record RunState(LoaderState place, long step, List<Map<String, Double>> history) {
  private static final String TRAINER = "trainer";
  private static final String METRICS = "metrics";
  private static final String CALLBACK = "callback.";

  static void save(
      Path file, Trainer trainer, MetricSet metrics, Run run, List<Map<String, Double>> history)
      throws IOException {
    Map<String, State> parts = new LinkedHashMap<>();
    parts.put(TRAINER, State.ofTexts(texts(run, history)));
    parts.put(METRICS, metrics.state());
    trainer
        .namedCallbacks()
        .forEach((name, callback) -> parts.put(CALLBACK + name, callback.state()));
    Checkpoint.save(file, trainer.model(), trainer.optimizer(), run.epoch(), Map.of(), parts);
  }

  private static Map<String, String> texts(Run run, List<Map<String, Double>> history) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("epoch", Integer.toString(run.epoch()));
    texts.put("batch", Long.toString(run.batch()));
    texts.put("step", Long.toString(run.step()));
    texts.put("epochs", Integer.toString(history.size()));
    for (int i = 0; i < history.size(); i++) {
      String prefix = "epoch " + i + " ";
      history.get(i).forEach((name, value) -> texts.put(prefix + name, value.toString()));
    }
    return texts;
  }

  /** Reads a checkpoint and puts everything into its state. */
  static RunState read(Path file, Trainer trainer, MetricSet metrics) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(file);
    try {
      State own = part(checkpoint, TRAINER);
      RunState state =
          new RunState(
              new LoaderState(
                  (int) whole(file, own, "epoch", Integer.MAX_VALUE),
                  whole(file, own, "batch", Long.MAX_VALUE)),
              whole(file, own, "step", Long.MAX_VALUE),
              history(file, own));
      checkpoint.restore(trainer.model(), trainer.optimizer());
      metrics.restore(part(checkpoint, METRICS));
      for (Map.Entry<String, Callback> named : trainer.namedCallbacks().entrySet()) {
        named.getValue().restore(part(checkpoint, CALLBACK + named.getKey()));
      }
      return state;
    } catch (IllegalArgumentException e) {
      TensorFileException failure =
          new TensorFileException(
              file.toString(),
              "the run cannot go on from it: %s; make the trainer as it was when saved"
                  .formatted(e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private static State part(Checkpoint checkpoint, String name) {
    return checkpoint.part(name);
  }

  /** A number that says how far something goes: a damaged one may say anything. */
  private static long whole(Path file, State own, String name, long most)
      throws TensorFileException {
    String text = own.text(name);
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As a number that cannot be.
    }
    throw new TensorFileException(
        file.toString(),
        "the checkpoint's 'part.%s/%s' is '%s', not a whole number from 0 to %d; the file is damaged"
            .formatted(TRAINER, name, text, most));
  }

  private static List<Map<String, Double>> history(Path file, State own)
      throws TensorFileException {
    List<Map<String, Double>> history = new ArrayList<>();
    long count = whole(file, own, "epochs", own.texts().size());
    for (int i = 0; i < count; i++) {
      String prefix = "epoch " + i + " ";
      Map<String, Double> figures = new LinkedHashMap<>();
      for (String name : own.texts().keySet()) {
        if (name.startsWith(prefix)) {
          figures.put(name.substring(prefix.length()), own.number(name));
        }
      }
      history.add(figures);
    }
    return history;
  }
}
