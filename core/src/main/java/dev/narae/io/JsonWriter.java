package dev.narae.io;

import java.util.stream.Collectors;

/** Writes JSON values compactly, with every character beyond ASCII kept as it is. */
final class JsonWriter {
  private JsonWriter() {}

  static String write(Json json) {
    return switch (json) {
      case Json.Members members ->
          members.values().entrySet().stream()
              .map(member -> quote(member.getKey()) + ":" + write(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case Json.Items items ->
          items.values().stream().map(JsonWriter::write).collect(Collectors.joining(",", "[", "]"));
      case Json.Text text -> quote(text.value());
      case Json.Whole whole -> Long.toString(whole.value());
      case Json.Real real -> Double.toString(real.value());
      case Json.Bool bool -> Boolean.toString(bool.value());
      case Json.Null _ -> "null";
    };
  }

  private static String quote(String value) {
    StringBuilder result = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        result.append('\\').append(c);
      } else if (c < ' ') {
        result.append("\\u%04x".formatted((int) c));
      } else {
        result.append(c);
      }
    }
    return result.append('"').toString();
  }
}
