package dev.narae.io;

import java.util.List;
import java.util.Map;

/** A JSON value (RFC 8259): what texts beside tensors are written in. */
public sealed interface Json {
  /**
   * The value that a text stands for. Strict: no extensions, no key twice, nothing after the value.
   *
   * @throws IllegalArgumentException if it is not JSON, saying what is wrong at which character
   */
  static Json parse(String text) {
    try {
      return JsonReader.parse(text);
    } catch (JsonReader.SyntaxException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  /** This value as text, on one line; numbers must be finite. */
  default String text() {
    return JsonWriter.write(this);
  }

  /** An object; keys are distinct and keep their order. */
  record Members(Map<String, Json> values) implements Json {}

  /** An array. */
  record Items(List<Json> values) implements Json {}

  /** A string. */
  record Text(String value) implements Json {}

  /** A number without fraction or exponent that fits into 64 bits. */
  record Whole(long value) implements Json {}

  /** Any other number. */
  record Real(double value) implements Json {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Json {}

  /** {@code null}. */
  record Null() implements Json {}
}
