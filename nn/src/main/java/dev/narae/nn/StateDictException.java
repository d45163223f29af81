package dev.narae.nn;

import java.util.ArrayList;
import java.util.List;

/** A state dict does not fit the module it was to be loaded into; the module is unchanged. */
public final class StateDictException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient StateDictDifference difference;

  StateDictException(String module, StateDictDifference difference) {
    super(message(module, difference));
    this.difference = difference;
  }

  /** What does not fit. */
  public StateDictDifference difference() {
    return difference;
  }

  private static String message(String module, StateDictDifference difference) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "loadStateDict: the state does not fit %s, nothing was loaded; build the module with the"
                .formatted(module)
            + " sizes it was saved with, or load what fits with strict = false");
    add(lines, "missing", difference.missing());
    add(lines, "unexpected", difference.unexpected());
    add(lines, "wrong shape", difference.misshapen());
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, String kind, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add("  %s: %s".formatted(kind, String.join(", ", entries)));
    }
  }
}
