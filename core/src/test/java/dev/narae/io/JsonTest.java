package dev.narae.io;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict JSON parser and the writer. */
final class JsonTest {

  private static String roundTrip(String text) throws JsonReader.SyntaxException {
    return JsonWriter.write(JsonReader.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "[1,-2,0,9223372036854775807]",
        "{\"b\":{\"c\":[false,null]},\"a\":\"ü\"}",
        "[1.5,-2.0E-7]",
        "\"\\u0001\\\"\\\\\""
      })
  void writesBackWhatItRead(String text) throws JsonReader.SyntaxException {
    assertEquals(text, roundTrip(text));
  }

  @Test
  void decodesEscapesAndSkipsSpace() throws JsonReader.SyntaxException {
    assertEquals(
        new Json.Items(List.of(new Json.Text("/\b\f\n\r\tA\uD83D\uDE00"), new Json.Whole(7))),
        JsonReader.parse(" [ \"\\/\\b\\f\\n\\r\\t\\u0041\\uD83D\\uDE00\" ,\r\n\t7 ] "));
  }

  @Test
  void numbersBeyond64BitsAreReal() throws JsonReader.SyntaxException {
    assertEquals(new Json.Real(1e30), JsonReader.parse("1" + "0".repeat(30)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|no value",
        "{|no '\"'",
        "[1,]|no value",
        "{\"a\":1,}|no '\"'",
        "{\"a\":1,\"a\":2}|the key \"a\" a second time",
        "{\"a\" 1}|no ':'",
        "[1 2]|no ']'",
        "01|text after the end",
        "1.|no value",
        "1e|no value",
        "+1|no value",
        "NaN|no value",
        "nul|unknown word",
        "\"abc|end of the text",
        "\"\\x\"|unknown escape",
        "\"\\u12g4\"|four hexadecimal digits",
        "{}{}|text after the end"
      })
  void refusesWhatIsNotJson(String text, String problem) {
    String error = refusal(JsonReader.SyntaxException.class, () -> JsonReader.parse(text));
    assertTrue(error.contains(problem), error);
    assertTrue(error.matches(".* at character \\d+"), error);
  }

  @Test
  void refusesDeepNestingAndLongNumbers() {
    String deep =
        refusal(JsonReader.SyntaxException.class, () -> JsonReader.parse("[".repeat(100_000)));
    assertTrue(deep.contains("nested deeper than 32"), deep);
    String number =
        refusal(JsonReader.SyntaxException.class, () -> JsonReader.parse("1".repeat(100_000)));
    assertTrue(number.contains("more than 64 characters"), number);
  }
}
