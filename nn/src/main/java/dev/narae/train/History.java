package dev.narae.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param epochs the figures of each epoch, those before a resume included
 * @param steps how many times the parameters were changed
 * @param stopReason why it ended before its last epoch; null if it did not
 */
public record History(List<Map<String, Double>> epochs, long steps, @Nullable String stopReason) {

  /** Copies the figures in their order, so that the record cannot change. */
  public History {
    List<Map<String, Double>> copies = new ArrayList<>();
    epochs.forEach(e -> copies.add(Collections.unmodifiableMap(new LinkedHashMap<>(e))));
    epochs = List.copyOf(copies);
  }

  /** The figures of the last epoch; none if no epoch has ended. */
  public Map<String, Double> last() {
    return epochs.isEmpty() ? Map.of() : epochs.getLast();
  }

  /**
   * A figure of an epoch.
   *
   * @param epoch counted from 0
   * @throws IllegalArgumentException if there is none of this name, naming those there are
   */
  public double figure(int epoch, String name) {
    Double value = epochs.get(epoch).get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no figure '%s' in epoch %d; there are %s"
              .formatted(name, epoch, epochs.get(epoch).keySet()));
    }
    return value;
  }
}
