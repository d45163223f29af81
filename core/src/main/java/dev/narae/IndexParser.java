package dev.narae;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads indices as Python writes them between square brackets; one pass over the text. */
final class IndexParser {
  private static final String ELLIPSIS = "...";
  private static final String NONE = "None";

  private final String text;
  private int at;

  IndexParser(String text) {
    this.text = text;
  }

  List<Index> parse() {
    List<Index> items = new ArrayList<>();
    do {
      items.add(item());
    } while (take(",") && !atEnd());
    if (!atEnd()) {
      throw mistake("expected ',' or the end");
    }
    return items;
  }

  private Index item() {
    if (take(ELLIPSIS)) {
      return Index.ellipsis();
    }
    if (take(NONE)) {
      return Index.newAxis();
    }
    @Nullable Long first = number();
    if (take(":")) {
      return range(first);
    }
    if (first == null) {
      throw mistake("expected a number, ':', '...' or None");
    }
    return Index.of(first);
  }

  private Index range(@Nullable Long start) {
    @Nullable Long end = number();
    if (!take(":")) {
      return new Index.Range(start, end, 1);
    }
    skipSpace();
    int place = at;
    @Nullable Long step = number();
    if (step != null && step == 0) {
      at = place;
      throw mistake("a step must not be 0");
    }
    return new Index.Range(start, end, step == null ? 1 : step);
  }

  private @Nullable Long number() {
    skipSpace();
    int start = at;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == digits && at > start) {
      throw mistake("expected a digit");
    }
    if (at == digits) {
      return null;
    }
    try {
      return Long.parseLong(text, start, at, 10);
    } catch (NumberFormatException tooLarge) {
      at = start;
      throw mistake("a number must fit into 64 bits", tooLarge);
    }
  }

  private boolean take(String token) {
    skipSpace();
    boolean found = text.startsWith(token, at);
    at += found ? token.length() : 0;
    return found;
  }

  private boolean atEnd() {
    skipSpace();
    return at == text.length();
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException mistake(String expected) {
    return mistake(expected, null);
  }

  /** Shows the text with a mark below the place. */
  private IllegalArgumentException mistake(String expected, @Nullable Throwable cause) {
    String line = text.replaceAll("\\s", " ");
    return new IllegalArgumentException(
        "at: %s at character %d of the index; write it as in \"1:, ::2, -1\"%n  %s%n  %s^"
            .formatted(expected, at + 1, line, " ".repeat(at)),
        cause);
  }
}
