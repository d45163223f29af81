package dev.narae.io;

import java.util.List;
import java.util.Map;

/** A JSON value (RFC 8259). */
sealed interface Json {
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
