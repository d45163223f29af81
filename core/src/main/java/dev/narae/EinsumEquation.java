package dev.narae;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What an equation of {@link Tensor#einsum} says about given operands.
 *
 * @param text the equation, for errors
 * @param operands a label for each dimension of each operand: a letter's code, or a number from
 *     {@link #ELLIPSIS} for a dimension that an ellipsis stands for, counted from the last
 * @param output the labels of the result
 */
record EinsumEquation(String text, List<List<Integer>> operands, List<Integer> output) {
  /** Beyond all letters. */
  static final int ELLIPSIS = 1 << 16;

  private static final String DOTS = "...";

  static EinsumEquation parse(String equation, List<Shape> shapes) {
    String text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    String left = arrow < 0 ? text : text.substring(0, arrow);
    List<String> terms = terms(left);
    if (terms.size() != shapes.size()) {
      throw malformed(
          equation,
          "it has %d operands, but %d tensors are given".formatted(terms.size(), shapes.size()));
    }
    List<List<Integer>> operands = new ArrayList<>();
    int widest = 0;
    for (int i = 0; i < terms.size(); i++) {
      int letters = letters(equation, terms.get(i));
      int hidden = shapes.get(i).rank() - letters;
      if (hidden < 0 || (hidden > 0 && !terms.get(i).contains(DOTS))) {
        throw new ShapeException(
            ("einsum(\"%s\"): operand %d, \"%s\", names %d dimensions, but has shape %s; name each"
                    + " dimension, or use ... for those that are left")
                .formatted(equation, i, terms.get(i), letters, shapes.get(i)));
      }
      operands.add(labels(terms.get(i), hidden));
      widest = Math.max(widest, hidden);
    }
    List<Integer> output =
        arrow < 0
            ? implicit(operands, widest)
            : explicit(equation, text.substring(arrow + 2), operands, widest);
    return new EinsumEquation(equation, List.copyOf(operands), output);
  }

  private static List<String> terms(String left) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int comma = left.indexOf(','); comma >= 0; comma = left.indexOf(',', start)) {
      terms.add(left.substring(start, comma));
      start = comma + 1;
    }
    terms.add(left.substring(start));
    return terms;
  }

  /** The number of letters of a term, all of whose characters are checked. */
  private static int letters(String equation, String term) {
    String letters = term.replaceFirst("\\.\\.\\.", "");
    for (int i = 0; i < letters.length(); i++) {
      char c = letters.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
        throw malformed(
            equation,
            ("'%s' is not allowed in \"%s\"; use letters, one ... a term, commas between operands"
                    + " and -> before the result")
                .formatted(c, term));
      }
    }
    return letters.length();
  }

  private static List<Integer> labels(String term, int hidden) {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) == '.') {
        for (int k = hidden - 1; k >= 0; k--) {
          labels.add(ELLIPSIS + k);
        }
        i += DOTS.length() - 1;
      } else {
        labels.add((int) term.charAt(i));
      }
    }
    return List.copyOf(labels);
  }

  private static List<Integer> implicit(List<List<Integer>> operands, int widest) {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    for (List<Integer> labels : operands) {
      labels.forEach(label -> counts.merge(label, 1, Integer::sum));
    }
    List<Integer> output = new ArrayList<>(labels(DOTS, widest));
    counts.forEach(
        (label, count) -> {
          if (label < ELLIPSIS && count == 1) {
            output.add(label);
          }
        });
    return List.copyOf(output);
  }

  private static List<Integer> explicit(
      String equation, String term, List<List<Integer>> operands, int widest) {
    letters(equation, term);
    List<Integer> output = labels(term, widest);
    for (int label : output) {
      if (label < ELLIPSIS && operands.stream().noneMatch(labels -> labels.contains(label))) {
        throw malformed(
            equation, "'%s' of the result is in no operand; remove it".formatted((char) label));
      }
      if (output.indexOf(label) != output.lastIndexOf(label)) {
        throw malformed(
            equation, "'%s' appears twice in the result; name it once".formatted((char) label));
      }
    }
    return output;
  }

  private static IllegalArgumentException malformed(String equation, String what) {
    return new IllegalArgumentException("einsum(\"%s\"): %s".formatted(equation, what));
  }

  /** A label as a user knows it. */
  static String name(int label) {
    return label < ELLIPSIS
        ? "'%s'".formatted((char) label)
        : "dimension -%d of the ellipsis".formatted(label - ELLIPSIS + 1);
  }
}
