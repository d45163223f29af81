package dev.narae.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets tests of other packages read JSON files of their own. */
public final class GoldenJson {
  private GoldenJson() {}

  /**
   * A JSON text as plain objects: {@code Map}, {@code List}, {@code String}, {@code Long}, {@code
   * Double} and {@code Boolean}; members that are null are left out.
   */
  public static Object parse(String text) {
    try {
      return plain(JsonReader.parse(text));
    } catch (JsonReader.SyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object plain(Json json) {
    return switch (json) {
      case Json.Members members -> {
        Map<String, Object> result = new LinkedHashMap<>();
        members
            .values()
            .forEach(
                (key, value) -> {
                  if (!(value instanceof Json.Null)) {
                    result.put(key, plain(value));
                  }
                });
        yield result;
      }
      case Json.Items items -> items.values().stream().map(GoldenJson::plain).toList();
      case Json.Text text -> text.value();
      case Json.Whole whole -> whole.value();
      case Json.Real real -> real.value();
      case Json.Bool bool -> bool.value();
      case Json.Null _ -> List.of();
    };
  }
}
