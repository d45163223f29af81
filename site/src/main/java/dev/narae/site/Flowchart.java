package dev.narae.site;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Mermaid's flowcharts that the documents use, which GitHub draws by itself: a line
 * {@code flowchart TD}, then an arrow a line, {@code a --> b} or, dotted, {@code a -.-> b}.
 *
 * @param arrows in their order
 */
record Flowchart(List<Arrow> arrows) {
  private static final Pattern ARROW =
      Pattern.compile("(?<from>[\\w-]*\\w) (?<kind>-->|-\\.->) (?<to>[\\w-]*\\w)");

  /** From one box to another. */
  record Arrow(String from, String to, boolean dotted) {}

  /**
   * Reads a flowchart.
   *
   * @throws IllegalArgumentException if it has a line of another form
   */
  static Flowchart parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty() || !lines.getFirst().equals("flowchart TD")) {
      throw new IllegalArgumentException("a flowchart starts with 'flowchart TD':\n" + text);
    }
    List<Arrow> arrows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher arrow = ARROW.matcher(line);
      if (!arrow.matches()) {
        throw new IllegalArgumentException(
            "flowchart: '%s' is not of the form 'a --> b' or 'a -.-> b'".formatted(line));
      }
      arrows.add(
          new Arrow(arrow.group("from"), arrow.group("to"), arrow.group("kind").contains(".")));
    }
    return new Flowchart(List.copyOf(arrows));
  }

  /** The names in the boxes, in the order in which they are first named. */
  List<String> boxes() {
    SequencedSet<String> names = new LinkedHashSet<>();
    for (Arrow arrow : arrows) {
      names.add(arrow.from());
      names.add(arrow.to());
    }
    return List.copyOf(names);
  }
}
