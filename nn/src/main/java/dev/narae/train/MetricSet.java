package dev.narae.train;

import dev.narae.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The mean loss and the metrics of a phase, training or validation. */
final class MetricSet {
  private static final String LOSS = "loss";

  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private double lossSum;
  private double lossWeight;

  MetricSet(Map<String, Supplier<? extends Metric>> made) {
    made.forEach((name, supplier) -> metrics.put(name, supplier.get()));
  }

  void add(Output output, double loss, long samples) {
    lossSum += loss * samples;
    lossWeight += samples;
    Tensor prediction = output.prediction();
    Tensor target = output.target();
    if (prediction == null || target == null) {
      requireNoMetrics();
    } else {
      Tensor values = prediction.detach();
      metrics.values().forEach(metric -> metric.add(values, target));
    }
  }

  private void requireNoMetrics() {
    if (!metrics.isEmpty()) {
      throw new IllegalStateException(
          "Trainer: the metrics %s need a prediction and a target, but the step gave a loss alone"
              .formatted(metrics.keySet()));
    }
  }

  void reset() {
    lossSum = 0;
    lossWeight = 0;
    metrics.values().forEach(Metric::reset);
  }

  /** Puts the figures under their names behind a prefix. */
  void report(String prefix, Run run) {
    run.record(prefix + LOSS, lossSum / lossWeight);
    metrics.forEach((name, metric) -> run.record(prefix + name, metric.value()));
  }

  State state() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(LOSS, text(lossSum, lossWeight));
    metrics.forEach((name, metric) -> texts.put("metric." + name, text(metric.state())));
    return State.ofTexts(texts);
  }

  private static String text(double... numbers) {
    StringJoiner joiner = new StringJoiner(" ");
    for (double number : numbers) {
      joiner.add(Double.toString(number));
    }
    return joiner.toString();
  }

  void restore(State state) {
    double[] loss = numbers(state.texts().get(LOSS));
    if (loss.length != 2) {
      throw new IllegalArgumentException("the saved loss is not a pair of numbers");
    }
    lossSum = loss[0];
    lossWeight = loss[1];
    metrics.forEach((name, metric) -> metric.restore(numbers(state.texts().get("metric." + name))));
  }

  private static double[] numbers(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException(
          "the saved metrics are not those of this trainer; add the same ones");
    }
    String[] parts = text.isEmpty() ? new String[0] : text.split(" ", -1);
    double[] numbers = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Double.parseDouble(parts[i]);
    }
    return numbers;
  }
}
