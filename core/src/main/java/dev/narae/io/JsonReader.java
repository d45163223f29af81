package dev.narae.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict JSON parser (RFC 8259) for untrusted text: no extensions, no duplicate keys, bounded
 * nesting, and nothing after the value but white space.
 */
final class JsonReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 64;

  private final String text;
  private int position;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /** Why a text is not JSON; the message says where. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String problem, int position) {
      super("%s at character %d".formatted(problem, position));
    }
  }

  static Json parse(String text) throws SyntaxException {
    JsonReader reader = new JsonReader(text);
    Json value = reader.value();
    reader.skipSpace();
    if (reader.position < text.length()) {
      throw reader.error("text after the end of the value");
    }
    return value;
  }

  private Json value() throws SyntaxException {
    skipSpace();
    return switch (peek()) {
      case '{' -> nested(this::members);
      case '[' -> nested(this::items);
      case '"' -> new Json.Text(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", new Json.Null());
      default -> number();
    };
  }

  private interface Part {
    Json read() throws SyntaxException;
  }

  private Json nested(Part part) throws SyntaxException {
    if (++depth > MAX_DEPTH) {
      throw error("values nested deeper than " + MAX_DEPTH);
    }
    position++;
    Json value = part.read();
    depth--;
    return value;
  }

  private Json members() throws SyntaxException {
    Map<String, Json> values = new LinkedHashMap<>();
    skipSpace();
    if (take('}')) {
      return new Json.Members(values);
    }
    do {
      skipSpace();
      int start = position;
      String key = string();
      skipSpace();
      expect(':');
      if (values.put(key, value()) != null) {
        position = start;
        throw error("the key \"%s\" a second time".formatted(key));
      }
      skipSpace();
    } while (take(','));
    expect('}');
    return new Json.Members(values);
  }

  private Json items() throws SyntaxException {
    List<Json> values = new ArrayList<>();
    skipSpace();
    if (take(']')) {
      return new Json.Items(values);
    }
    do {
      values.add(value());
      skipSpace();
    } while (take(','));
    expect(']');
    return new Json.Items(values);
  }

  private String string() throws SyntaxException {
    expect('"');
    StringBuilder result = new StringBuilder();
    while (!take('"')) {
      char c = peek();
      if (c < ' ') {
        throw error("an unescaped control character or the end of the text within a string");
      }
      position++;
      result.append(c == '\\' ? escape() : c);
    }
    return result.toString();
  }

  private char escape() throws SyntaxException {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> {
        position--;
        throw error("an unknown escape");
      }
    };
  }

  private char codeUnit() throws SyntaxException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("an escape \\u without four hexadecimal digits");
      }
      unit = unit * 16 + digit;
      position++;
    }
    return (char) unit;
  }

  private Json literal(String word, Json value) throws SyntaxException {
    if (!text.startsWith(word, position)) {
      throw error("an unknown word");
    }
    position += word.length();
    return value;
  }

  private Json number() throws SyntaxException {
    int start = position;
    take('-');
    if (!take('0')) {
      digits();
    }
    boolean whole = true;
    if (take('.')) {
      whole = false;
      digits();
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('-')) {
        take('+');
      }
      digits();
    }
    return number(text.substring(start, position), whole);
  }

  private Json number(String digits, boolean whole) throws SyntaxException {
    if (digits.length() > MAX_NUMBER_LENGTH) {
      throw error("a number of more than " + MAX_NUMBER_LENGTH + " characters");
    }
    if (whole) {
      try {
        return new Json.Whole(Long.parseLong(digits));
      } catch (NumberFormatException tooLarge) {
        return new Json.Real(Double.parseDouble(digits));
      }
    }
    return new Json.Real(Double.parseDouble(digits));
  }

  private void digits() throws SyntaxException {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    if (position == start) {
      throw error("no value where one is expected");
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      position++;
    }
  }

  /** The next character; 0, which no valid text contains, at the end. */
  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private boolean take(char c) {
    boolean found = peek() == c;
    if (found) {
      position++;
    }
    return found;
  }

  private void expect(char c) throws SyntaxException {
    if (!take(c)) {
      throw error("no '%s' where one is expected".formatted(c));
    }
  }

  private SyntaxException error(String problem) {
    return new SyntaxException(problem, position);
  }
}
