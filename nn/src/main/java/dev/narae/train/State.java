package dev.narae.train;

import dev.narae.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a part of a training run needs to go on from a checkpoint.
 *
 * @param tensors by name
 * @param texts by name
 */
public record State(Map<String, Tensor> tensors, Map<String, String> texts) {
  /** Nothing to keep. */
  public static final State EMPTY = new State(Map.of(), Map.of());

  /** Copies the maps in their order, so that the record cannot change. */
  public State {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** Texts alone. */
  public static State ofTexts(Map<String, String> texts) {
    return new State(Map.of(), texts);
  }

  /** Whether there is nothing. */
  boolean isEmpty() {
    return tensors.isEmpty() && texts.isEmpty();
  }

  /**
   * A number among the texts.
   *
   * @throws IllegalArgumentException if it is missing or no number
   */
  public double number(String name) {
    String text = text(name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' in the saved state is '%s', not a number".formatted(name, text), e);
    }
  }

  /** A text that must be there. */
  String text(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new IllegalArgumentException("the saved state lacks '%s'".formatted(name));
    }
    return text;
  }
}
