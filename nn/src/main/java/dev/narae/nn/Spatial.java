package dev.narae.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers for each spatial dimension, such as a stride: one for all of them, or one for each.
 *
 * @param layer whose numbers they are, for errors
 * @param dims how many dimensions there are
 */
record Spatial(String layer, int dims) {
  private static final List<String> AXES = List.of("depth", "height", "width");

  /** Throws unless the numbers are as many as fit, and at least 1. */
  void positive(String what, List<Integer> numbers) {
    count(what, numbers);
    for (int i = 0; i < dims; i++) {
      String axis = dims == 1 ? "" : "'s " + AXES.get(AXES.size() - dims + i);
      Checks.positive(layer, "the " + what + axis, at(numbers, i));
    }
  }

  /** Throws unless the numbers are as many as fit, and at least 0. */
  void notNegative(String what, List<Integer> numbers) {
    count(what, numbers);
    if (numbers.stream().anyMatch(number -> number < 0)) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must be 0 or more".formatted(layer, what, text(numbers)));
    }
  }

  private void count(String what, List<Integer> numbers) {
    if (numbers.size() != 1 && numbers.size() != dims) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; give one number%s"
              .formatted(layer, what, numbers, dims == 1 ? "" : " or " + dims));
    }
  }

  /** The number for a dimension. */
  int at(List<Integer> numbers, int dim) {
    return numbers.get(numbers.size() == 1 ? 0 : dim);
  }

  /** One number for each dimension, as in 3×3. */
  String text(List<Integer> numbers) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < dims; i++) {
      all.add(Integer.toString(at(numbers, i)));
    }
    return String.join("×", all);
  }
}
